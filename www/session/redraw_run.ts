/** A lesson's network in the worker: scenes are rendered once per seed, then it learns step by step. */
import { LessonFilm, LessonRun } from "../../pkg/oddframe.js";
import { breath, Pace } from "./breath";
import type { RedrawAnswer, RedrawQuestion } from "./lesson_protocol";
import type { Progress } from "./protocol";

/** Progress is posted at most this often, in milliseconds. */
const PROGRESS_MS = 100;

/** The scenes of the last seed: every run on them begins without rendering. */
let kept: { readonly seed: number; readonly film: LessonFilm } | null = null;

type Report = (progress: Progress) => void;

export async function redraw(question: RedrawQuestion, report: Report): Promise<RedrawAnswer> {
  const pace = new Pace(PROGRESS_MS);
  const film = await filmOf(question.seed, pace, report);
  const run = new LessonRun(film, question);
  try {
    const total = run.steps;
    for (let done = 1; !(await run.step()); done++) {
      if (!pace.due()) continue;
      report({ phase: "learn", done, total, secondsLeft: null });
      await breath();
    }
    return await run.finish();
  } finally {
    run.free();
  }
}

async function filmOf(seed: number, pace: Pace, report: Report): Promise<LessonFilm> {
  if (kept?.seed === seed) return kept.film;
  kept?.film.free();
  kept = null;
  const film = new LessonFilm(seed);
  try {
    while (!film.step()) {
      if (!pace.due()) continue;
      report({ phase: "decode", done: film.done, total: film.total, secondsLeft: null });
      await breath();
    }
  } catch (error) {
    film.free();
    throw error;
  }
  kept = { seed, film };
  return film;
}
