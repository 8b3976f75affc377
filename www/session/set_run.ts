/** The worker's part of a run over a data set: pictures to the crate one by one, then step by step to the scores. */
import { ChosenFiles, SetCourse, SetReading, type Engine } from "../../pkg/oddframe.js";
import { breath, Pace } from "./breath";
import { throttled } from "./phases";
import type { PathFile, Progress, SetClip, SetInputs, SetReadingChoice, SetResult, SetTask } from "./protocol";

/** Milliseconds of work between two looks at the messages. */
const BREATH_MS = 25;

/** Whether the run that is under way was asked to end with its state. */
let stopWanted = false;

export function stopSet(): void {
  stopWanted = true;
}

export async function runSet(engine: Engine, inputs: SetInputs, choice: SetReadingChoice, task: SetTask, listener: { progress(progress: Progress): void }): Promise<SetResult> {
  stopWanted = false;
  const began = performance.now();
  const report = throttled(listener);
  const reading = await opened(engine, inputs, choice);
  if (!(await read(reading, inputs, report))) return { kind: "stopped", state: null, done: 0, total: 0 };
  const course = task.kind === "learn" ? SetCourse.learn(engine, reading, task.settings, task.state) : SetCourse.ready(engine, reading, task.weights, task.weights.name);
  const stopped = await steps(course, report);
  if (stopped !== null) {
    const state = ((await course.save()) ?? null) as Uint8Array<ArrayBuffer> | null;
    course.free(); // Not after an error: after a panic the module's memory is not to be touched again.
    return { kind: "stopped", state, ...stopped };
  }
  const truth = listOf(inputs.truth);
  const scores = course.scores();
  const result: SetResult = {
    kind: "finished",
    scores,
    notes: (JSON.parse(scores) as { readonly run: { readonly notes: readonly string[] } }).run.notes,
    weights: ((await course.weights()) ?? null) as Uint8Array<ArrayBuffer> | null,
    truth: inputs.truth.length === 0 ? null : (course.truth(truth) ?? null),
    controls: inputs.truth.length === 0 ? null : course.controls(truth),
    cubes: course.cubes,
    seconds: (performance.now() - began) / 1000,
  };
  course.free();
  return result;
}

async function opened(engine: Engine, { test, train, boxes, trainBoxes, detector }: SetInputs, choice: SetReadingChoice): Promise<SetReading> {
  const lengths = (clips: readonly SetClip[]) => clips.map(({ frames }) => frames.length);
  const bytes = async (file: File | null) => (file === null ? null : new Uint8Array(await file.arrayBuffer()));
  const settings = { ...choice, lengths: lengths(test), trainLengths: lengths(train) };
  return SetReading.open(engine, settings, await bytes(boxes), await bytes(trainBoxes), detector);
}

/** False where it was stopped. */
async function read(reading: SetReading, { test, train }: SetInputs, report: (progress: Progress) => void): Promise<boolean> {
  const splits = [{ clips: train, isTrain: true }, { clips: test, isTrain: false }];
  const total = splits.flatMap(({ clips }) => clips).reduce((sum, { frames }) => sum + frames.length, 0);
  const [began, breathing] = [performance.now(), new Pace(BREATH_MS)];
  let [done, cubes] = [0, 0];
  for (const { clips, isTrain } of splits) {
    for (const { id, frames } of clips) {
      reading.begin(id, isTrain);
      let own = 0;
      for (const frame of frames) {
        own = await reading.push(`${id}/${frame.name}`, new Uint8Array(await frame.arrayBuffer()));
        done += 1;
        report({ phase: "decode", done, total, cubes: cubes + own, secondsLeft: left(began, 0, done, total) });
        if (breathing.due()) await breath();
        if (stopWanted) return false;
      }
      cubes += own;
      await reading.end();
    }
  }
  return true;
}

/** Null at its end, else where it was stopped. */
async function steps(course: SetCourse, report: (progress: Progress) => void): Promise<{ readonly done: number; readonly total: number } | null> {
  const breathing = new Pace(BREATH_MS);
  let start: { readonly phase: Progress["phase"]; readonly at: number; readonly done: number } = { phase: "open", at: 0, done: 0 };
  for (;;) {
    const { phase, done, total, loss, dropped } = await course.step();
    if (phase === "done") return null;
    // The first step of a phase is no measure: it compiles, and a run that is gone on with begins in the middle.
    if (start.phase !== phase || done < start.done) start = { phase, at: performance.now(), done };
    report({ phase, done, total, secondsLeft: left(start.at, start.done, done, total), ...(loss === undefined ? {} : { loss }), ...(dropped === undefined ? {} : { dropped }) });
    if (breathing.due()) await breath();
    if (stopWanted) return { done, total };
  }
}

/** Seconds, from the pace since `began`; null before there is one. */
function left(began: number, from: number, done: number, total: number): number | null {
  return done === from ? null : (((performance.now() - began) / (done - from)) * (total - done)) / 1000;
}

function listOf(files: readonly PathFile[]): ChosenFiles {
  const list = new ChosenFiles();
  for (const { path, file } of files) list.push(path, file);
  return list;
}
