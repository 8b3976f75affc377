/** A run over a data set: learn, go on, score by weights; stopping it; its scores onto their field. */
import { batch, effect } from "@preact/signals";
import { save } from "../../../files/save";
import { Cancelled, toFailure } from "../../../session/client";
import { frames as session } from "../../../session/sessions";
import type { FinishedSet, PathFile, Progress, SetClip, SetInputs, SetTask } from "../../../session/protocol";
import { encoding } from "../encoding/store";
import { fileOf } from "../../../weights/held";
import { evaluate, filesChanged, isReady } from "../evaluate";
import { network } from "../network/store";
import { reproduce, type Chosen } from "../store";
import { trainingSet } from "./choose";
import { shippedWeights } from "./shipped";
import { frames, type ChosenSet, type FramesWork, type SetRunAbout } from "./store";
import { besidePublished } from "./words";

/** Counts the runs: what was begun for an earlier one is thrown away when it arrives. */
let asked = 0;

const OPENING: FramesWork = { kind: "busy", phase: "open", done: 0, total: null, secondsLeft: null, cubes: null, loss: null, dropped: null, stopping: false };

export async function learn(): Promise<void> {
  const settings = { refine: frames.refine.value, width: frames.width.value, epochs: frames.epochs.value, seed: frames.seed.value };
  await run("learned", () => ({ kind: "learn", settings, state: frames.state.value }));
}

export async function scoreByShipped(): Promise<void> {
  await run("shipped", async () => ({ kind: "ready", weights: await shippedWeights() }));
}

export async function scoreByGiven(): Promise<void> {
  const weights = frames.weights.value;
  if (weights !== null) await run("given", () => ({ kind: "ready", weights }));
}

/** What is still missing before it can learn; empty where nothing is. */
export function missingToLearn(): string {
  if (frames.test.value === null) return "The frames are still missing.";
  if (frames.test.value.arranged.test.length === 0) return "The folder holds training clips alone; choose the one with the test clips.";
  if (frames.mode.value !== "partial" && trainingSet() === null) return "This mode learns from training clips: choose their folder.";
  return "";
}

async function run(by: SetRunAbout["by"], of: () => SetTask | Promise<SetTask>): Promise<void> {
  const set = frames.test.value;
  if (set === null || frames.work.value.kind !== "idle") return;
  const mine = ++asked;
  const reading = { set: frames.set.value, mode: by === "learned" ? frames.mode.value : ("partial" as const), motion: frames.motion.value };
  batch(() => {
    reproduce.failure.value = null;
    frames.finished.value = null;
    frames.stopped.value = "";
    frames.work.value = OPENING;
  });
  try {
    const { result } = await session.call({ kind: "run-set", inputs: await inputs(set, reading.mode !== "partial"), reading, task: await of() }, {
      onProgress: (progress) => {
        if (mine === asked) show(progress);
      },
    });
    if (mine !== asked) return;
    if (result.kind === "stopped") stopped(result.state, result.done, result.total);
    else finished({ set: reading.set, mode: reading.mode, by, result }, set);
  } catch (error) {
    if (mine === asked && !(error instanceof Cancelled)) reproduce.failure.value = toFailure(error);
  } finally {
    if (mine === asked) frames.work.value = { kind: "idle" };
  }
  if (mine === asked && frames.finished.value !== null && isReady()) await evaluate();
}

async function inputs(set: ChosenSet, withTraining: boolean): Promise<SetInputs> {
  const train = withTraining ? trainingSet() : null;
  const held = encoding.held.value.find(({ about }) => about.id === frames.detector.value);
  const boxes = frames.boxes.value;
  return {
    test: clipsOf(set, set.arranged.test),
    train: train === null ? [] : clipsOf(train.set, train.clips),
    truth: truthOf(set),
    boxes,
    trainBoxes: withTraining ? frames.trainBoxes.value : null,
    detector: boxes !== null || held === undefined ? null : await fileOf(held),
  };
}

function clipsOf({ files }: ChosenSet, clips: ChosenSet["arranged"]["test"]): SetClip[] {
  return clips.map(({ id, frames: own }) => ({ id, frames: own.flatMap((index) => files[index]?.file ?? []) }));
}

/** The masks of the folder, else what lies on “Ground truth”. */
function truthOf({ files, arranged }: ChosenSet): PathFile[] {
  const own = arranged.truth.flatMap((index) => files[index] ?? []);
  if (own.length > 0) return own;
  return (reproduce.chosen.value.get("truth")?.files ?? []).map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

function show({ phase, done, total, secondsLeft, cubes, loss, dropped }: Progress): void {
  const work = frames.work.value;
  if (work.kind === "idle" || (phase !== "decode" && phase !== "learn" && phase !== "score")) return;
  frames.work.value = { ...work, phase, done, total, secondsLeft, cubes: cubes ?? work.cubes, loss: loss ?? null, dropped: dropped ?? null };
}

/** The state lies on its field, to go on with, and on the visitor's disk. */
function stopped(state: Uint8Array<ArrayBuffer> | null, done: number, total: number): void {
  if (state === null) {
    frames.stopped.value = "Stopped before it had learned anything; there is no state to go on with.";
    return;
  }
  const blob = new Blob([state]);
  const name = `lbr_${frames.set.value}_step_${done}`;
  save(name, "safetensors", blob);
  frames.state.value = new File([blob], `${name}.safetensors`);
  frames.stopped.value = `Stopped after step ${done.toLocaleString("en")} of ${total.toLocaleString("en")}. The state is saved and lies on its field: “Learn and score” goes on.`;
}

function finished(about: SetRunAbout, set: ChosenSet): void {
  const { result } = about;
  const truth = truthFiles(result, set);
  batch(() => {
    frames.finished.value = about;
    const name = about.by === "learned" ? "learned here from the frames" : "made here by ready weights";
    const scores: Chosen = { name, files: [new File([result.scores], "scores.json")], credit: null, about: besidePublished(about) };
    const chosen = new Map(reproduce.chosen.value).set("scores", scores);
    if (truth.length > 0) chosen.set("truth", { name: `of ${set.name} (${truth.length.toLocaleString("en")} ${truth.length === 1 ? "file" : "files"})`, files: truth, credit: null });
    reproduce.chosen.value = chosen;
    reproduce.dataSet.value = about.mode === "merge" ? "" : about.set;
    // The page's own weights stand beside the paper's number, with what differs; a run here says itself what it is.
    reproduce.method.value = about.by === "shipped" ? "LBR-SPR" : "";
    network.explains.value = "nothing";
    filesChanged();
  });
}

/** What goes onto “Ground truth”; nothing where it stays as it is. */
function truthFiles({ truth }: FinishedSet, { files, arranged }: ChosenSet): File[] {
  if (truth !== null) return [new File([truth], "truth.json")];
  const own = arranged.truth.flatMap((index) => files[index] ?? []);
  // The folder is part of a mask's name: it says which clip it is of.
  return own.map(({ path, file }) => (file.webkitRelativePath === "" ? new File([file], path) : file));
}

/** Ends after the step under way, with its state. */
export async function stopAndSave(): Promise<void> {
  const work = frames.work.value;
  if (work.kind === "idle") return;
  frames.work.value = { ...work, stopping: true };
  await session.call({ kind: "stop-set" }).catch(() => undefined);
}

/** Stops at once; what was chosen stays. */
export function cancelRun(): void {
  asked += 1;
  session.cancel();
  batch(() => {
    frames.work.value = { kind: "idle" };
    frames.stopped.value = "Cancelled. What you chose is still here.";
  });
}

export function saveWeights(): void {
  const about = frames.finished.value;
  if (about?.result.weights) save(`lbr_${about.set}`, "safetensors", new Blob([about.result.weights]));
}

export function saveScores(): void {
  const about = frames.finished.value;
  if (about !== null) save(`scores_${about.set}`, "json", new Blob([about.result.scores], { type: "application/json" }));
}

/** Another device takes another worker. */
export function followFramesDevice(): () => void {
  return effect(() => session.use(frames.device.value));
}
