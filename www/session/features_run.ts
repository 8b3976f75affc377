/** The worker's part of scoring feature files and of learning from them. Files are read from the disk as they are needed. */
import { type Engine, FeatureScoring, ChosenFiles, Training, TrainingFiles } from "../../pkg/oddframe.js";
import { MediaFailure } from "../media/failure";
import { breath, Pace } from "./breath";
import type { FeaturesRequest, FeaturesResponse, TrainingInputs, TrainingSettings, TrainingStep } from "./features_protocol";
import { digestOnce } from "./file_digest";
import type { Progress } from "./protocol";

/** Milliseconds between two news of progress. */
const NEWS_MS = 60;

export interface FeaturesListener {
  progress(progress: Progress): void;
  learning(steps: readonly TrainingStep[]): void;
}

type ScoreRequest = Extract<FeaturesRequest, { kind: "score-features" }>;

/** The set that was scored last, for questions about it. */
let scored: FeatureScoring | null = null;

export async function answerFeatures(request: FeaturesRequest, engine: Engine, listener: FeaturesListener): Promise<FeaturesResponse> {
  const { id } = request;
  switch (request.kind) {
    case "score-features": {
      scored?.free(); // The last set's memory goes before the next one's comes.
      scored = null;
      const scoring = await opened(engine, request, listener);
      await scoreAll(scoring, listener);
      return { id, kind: "features-scored", scores: scoring.scores(), hasAttention: scoring.has_attention() };
    }
    case "dynamics":
      return { id, kind: "dynamics", dynamics: await current().dynamics(request.video, request.crop) };
    case "classes":
      return { id, kind: "classes", classes: current().classes(request.video).classes };
    case "classes-at":
      return { id, kind: "classes", classes: (await current().classes_at(request.video, request.temperature)).classes };
    case "chunk-classes":
      return { id, kind: "chunk-classes", view: await current().chunk_classes(request.video, request.crop, request.chunk) };
    case "chunk-normality":
      return { id, kind: "chunk-normality", view: await current().chunk_normality(request.video, request.crop, request.chunk) };
    case "attention":
      return { id, kind: "attention", attention: await current().attention(request.snippet) };
    case "train":
      return { id, kind: "trained", ...(await train(engine, request.inputs, request.settings, listener)) };
  }
}

/** Weights that do not fit are refused before 0.8 GB are hashed. */
async function opened(engine: Engine, { features, weights, settings }: ScoreRequest, listener: FeaturesListener): Promise<FeatureScoring> {
  const report = (progress: Progress) => {
    listener.progress(progress);
  };
  report({ phase: "weights", done: 0, total: null, secondsLeft: null });
  await breath();
  const scoring = FeatureScoring.open(engine, listOf(features), weights.name, weights, settings);
  scored = scoring;
  scoring.identify(await digestOnce(weights, report));
  return scoring;
}

async function scoreAll(scoring: FeatureScoring, listener: FeaturesListener): Promise<void> {
  const pace = new Pace(NEWS_MS);
  const began = performance.now();
  for (;;) {
    const step = await scoring.step();
    if (step === null) return;
    const { done, videos } = step;
    if (!pace.due()) continue;
    const secondsLeft = done === 0 ? null : (((performance.now() - began) / done) * (videos - done)) / 1000;
    listener.progress({ phase: "score", done, total: videos, secondsLeft });
    await breath();
  }
}

async function train(engine: Engine, inputs: TrainingInputs, settings: TrainingSettings, listener: FeaturesListener) {
  const { features, list, testFeatures, truth, like } = inputs;
  const files = new TrainingFiles(listOf(features), await list.text(), maybe(testFeatures), maybe(truth));
  const training = await Training.plan(engine, files, like, settings);
  try {
    const pace = new Pace(NEWS_MS);
    let news: TrainingStep[] = [];
    for (;;) {
      const step = await training.step();
      news.push(step);
      const done = step.kind === "done";
      if (!done && !pace.due()) continue;
      listener.learning(news);
      news = [];
      if (done) break;
      await breath();
    }
    return { weights: (await training.weights()) as Uint8Array<ArrayBuffer>, outcome: training.outcome() };
  } finally {
    training.free();
  }
}

function listOf(files: readonly File[]): ChosenFiles {
  const list = new ChosenFiles();
  for (const file of files) list.push(file.webkitRelativePath || file.name, file);
  return list;
}

function maybe(files: readonly File[] | null): ChosenFiles | null {
  return files === null ? null : listOf(files);
}

function current(): FeatureScoring {
  if (scored !== null) return scored;
  throw new MediaFailure("unknown", "The network was asked about before it had scored anything.", "Press “Score features” first.");
}
