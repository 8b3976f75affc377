/** Networks that learn in this tab on cubes whose truth is known: their runs, kept while the page is open, and the button that starts them. */
import { signal } from "@preact/signals";
import type { Progress, RedrawAnswer, RedrawQuestion } from "../../session/protocol";
import { tutor } from "../../session/sessions";
import { place } from "./address";
import { ask, tell, type Told } from "./ask";

export type Wanted = Omit<RedrawQuestion, "seed">;
export type Run = Told<RedrawAnswer>;

const runs = signal<ReadonlyMap<string, Run>>(new Map());
/** Runs that are kept; a slider and a seed make many. */
const MOST_KEPT = 24;

interface Work {
  readonly key: string;
  readonly at: number;
  readonly of: number;
  readonly progress: Progress | null;
}
const work = signal<Work | null>(null);

const keyOf = (wanted: readonly Wanted[], seed: number) => JSON.stringify([seed, wanted]);

/** The run with the seed of the address, if it was made. */
export function runOf(wanted: Wanted, seed = place.value.seed): Run | undefined {
  return runs.value.get(keyOf([wanted], seed));
}

/** A run, made now or kept from before. */
export async function made(wanted: Wanted, seed: number, onProgress?: (progress: Progress) => void): Promise<Run> {
  const known = runOf(wanted, seed);
  if (known !== undefined) return known;
  const run = await ask("redraw", { seed, ...wanted }, onProgress);
  const kept = [...runs.value].slice(-(MOST_KEPT - 1));
  runs.value = new Map([...kept, [keyOf([wanted], seed), run]]);
  return run;
}

async function start(wanted: readonly Wanted[]): Promise<void> {
  if (work.value !== null) return;
  const { seed } = place.value;
  const key = keyOf(wanted, seed);
  try {
    for (const [at, one] of wanted.entries()) {
      const step = { key, at, of: wanted.length };
      work.value = { ...step, progress: null };
      await made(one, seed, (progress) => (work.value = { ...step, progress }));
    }
  } catch (error) {
    tell(error);
  } finally {
    work.value = null;
  }
}

/** Starts the runs that are not there yet, shows how far they are, and stops them. */
export function LearnButton({ name, wanted }: { readonly name: string; readonly wanted: readonly Wanted[] }) {
  const now = work.value;
  if (now === null) {
    const done = wanted.every((one) => runOf(one) !== undefined);
    return done ? null : <div class="ways"><button type="button" class="button strong" onClick={() => void start(wanted)}>{name}</button></div>;
  }
  const { progress, at, of } = now;
  return (
    <div class="progress">
      <progress aria-label="Training" {...(progress !== null && { max: progress.total ?? 1, value: progress.done })} />
      <div class="progress-foot">
        <p class="hint">{of > 1 && `Network ${at + 1} of ${of}: `}{wordsOf(progress)}</p>
        <button type="button" class="button small" onClick={() => tutor.cancel()}>Cancel</button>
      </div>
    </div>
  );
}

function wordsOf(progress: Progress | null): string {
  if (progress === null) return "begins";
  const far = `${progress.done} of ${progress.total ?? "?"}`;
  return progress.phase === "decode" ? `rendering scenes, frame ${far}` : `learning, step ${far}`;
}

/** Seconds of several runs. */
export const secondsOf = (all: readonly Run[]) => all.reduce((sum, { seconds }) => sum + seconds, 0);
