/**
 * The worker's side of the protocol: every request goes to the crate, every answer or failure comes back under the
 * request's id. No maths lives here.
 *
 * Two lanes: what needs the device or a clip waits in line; the pure questions and the drawing of a scene are answered
 * at once, between two steps of a run. Cancelling is not a request: the page terminates the worker.
 */

import init, { arrange_set, auroc, decode_picture, Engine, find_events, name_spans, Scene } from "../../pkg/oddframe.js";
import type { Learner } from "../../pkg/oddframe.js";
import { MediaFailure } from "../media/failure";
import { openSource } from "../media/open";
import type { PushedFrame } from "../media/pushed_source";
import type { FrameSource } from "../media/source";
import type { Computers } from "./crew";
import type { EncodeSurroundings } from "./encode_run";
import type { FeaturesListener } from "./features_run";
import { probe } from "./probe";
import type { BenchRequest, ClipSource, EncodeRequest, EvaluateRequest, Failure, FeaturesRequest, LessonRequest, Request, Response, SetRequest } from "./protocol";
import { unreachable } from "./protocol";
import { readForControls, scoreClip } from "./score_run";
import type { Listener } from "./score_run";
import { scoreSnippets, snippetAttention } from "./snippets_run";
import { transferOf } from "./transfer";
import { failureOf, panicOf } from "./worker_failure";

/** The part of `DedicatedWorkerGlobalScope` that is used; the page's types know only `Window`. */
interface WorkerScope {
  postMessage(message: Response, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Request>) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
  addEventListener(type: "unhandledrejection", listener: (event: PromiseRejectionEvent) => void): void;
}
const scope = self as unknown as WorkerScope;

type RequestOf<K extends Request["kind"]> = Extract<Request, { kind: K }>;

let initialised: Promise<unknown> | null = null;
let engine: Engine | null = null;
let computers: Computers | null = null;
let learner: Learner | null = null;
let scene: Scene | null = null;
/** The pushed clip that waits for a frame. */
let awaited: { readonly id: number; readonly resolve: (pushed: PushedFrame) => void } | null = null;
/** The end of the line. */
let line: Promise<void> = Promise.resolve();

scope.addEventListener("message", ({ data }) => {
  receive(data);
});
// A panic inside an asynchronous call of the crate never settles its promise; it surfaces only here.
scope.addEventListener("error", (event) => {
  event.preventDefault();
  post({ id: 0, kind: "failed", failure: panicOf(event.message) });
});
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  const reason: unknown = event.reason;
  post({ id: 0, kind: "failed", failure: reason instanceof WebAssembly.RuntimeError ? panicOf(reason.message) : failureOf(reason) });
});

function receive(request: Request): void {
  switch (request.kind) {
    case "push":
      return pushed(request);
    case "events":
    case "name-spans":
    case "auroc":
    case "scene":
    case "own-scene":
    case "render":
      return void answered(request.id, () => atOnce(request));
    case "open":
    case "probe":
    case "score":
    case "score-snippets":
    case "snippet-attention":
    case "explain":
    case "control":
      line = line.then(() => answered(request.id, () => inLine(request)));
      return;
    case "lesson":
      line = line.then(() => answered(request.id, () => taught(request)));
      return;
    case "catalogue":
    case "evaluate":
    case "resample":
    case "verify":
    case "video":
    case "report":
      // At once: what is under way may have to give way. That it did not come is told in its turn.
      import("./evaluate_run").then(({ evaluationArrives }) => evaluationArrives(request.kind), () => undefined);
      line = line.then(() => answered(request.id, () => evaluated(request)));
      return;
    case "score-features":
    case "dynamics":
    case "classes":
    case "classes-at":
    case "chunk-classes":
    case "chunk-normality":
    case "attention":
    case "train":
      line = line.then(() => answered(request.id, () => ofFeatures(request)));
      return;
    case "inspect-weights":
    case "keep-weights":
    case "encode":
    case "compare-features":
    case "open-encoder":
    case "encode-cut":
      line = line.then(() => answered(request.id, () => encoded(request)));
      return;
    case "arrange-set":
    case "stop-set":
      // While a run is under way: it looks for messages between its steps.
      return void answered(request.id, () => ofSet(request));
    case "run-set":
      line = line.then(() => answered(request.id, () => ofSet(request)));
      return;
    case "score-encoded":
    case "score-demo":
      line = line.then(() => answered(request.id, () => scoredEncoded(request)));
      return;
    case "bench-place":
    case "bench":
    case "bench-report":
      line = line.then(() => answered(request.id, () => timed(request)));
      return;
    default:
      unreachable(request);
  }
}

/** Posts what `work` gives, or its failure. */
async function answered(id: number, work: () => Promise<Response> | Response): Promise<void> {
  try {
    post(await work());
  } catch (error) {
    post({ id, kind: "failed", failure: failureOf(error) });
  }
}

function post(response: Response): void {
  scope.postMessage(response, transferOf(response));
}

function atOnce(request: RequestOf<"events" | "name-spans" | "auroc" | "scene" | "own-scene" | "render">): Response {
  const { id } = request;
  switch (request.kind) {
    case "events":
      return { id, kind: "events", events: find_events(request.robust, request.times, request.threshold) };
    case "name-spans":
      return { id, kind: "spans-named", named: name_spans(request.question) };
    case "auroc":
      return { id, kind: "auroc", auroc: auroc(request.scores, request.labels) };
    case "scene":
    case "own-scene": {
      scene?.free();
      scene = null;
      scene = request.kind === "scene" ? new Scene(request.seed, request.frames, request.odd) : Scene.own(request.script);
      return { id, kind: "scene", truth: scene.truth(), fps: scene.fps, width: scene.width, height: scene.height };
    }
    case "render":
      return { id, kind: "rendered", frame: request.frame, picture: new Uint8ClampedArray(present(scene, "A scene").render(request.frame)) };
  }
}

async function inLine(request: RequestOf<"open" | "probe" | "score" | "score-snippets" | "snippet-attention" | "explain" | "control">): Promise<Response> {
  const { id } = request;
  switch (request.kind) {
    case "open":
      initialised ??= init({ module_or_path: request.module });
      await initialised;
      engine = await Engine.open(request.device);
      computers = { module: request.module, cores: request.cores };
      return { id, kind: "opened", device: engine.info() };
    case "probe": {
      const source = await openClip(id, request.clip);
      try {
        return { id, kind: "probed", probe: await probe(source) };
      } finally {
        source.close();
      }
    }
    case "score":
      return score(request);
    case "score-snippets": {
      const { clip, weights } = request;
      const result = await scoreSnippets(present(engine, "The engine"), () => openClip(id, clip), clip.kind, weights, listenerFor(id));
      return { id, kind: "snippets-scored", result };
    }
    case "snippet-attention":
      return { id, kind: "attention", attention: await snippetAttention(request.snippet) };
    case "explain":
      return { id, kind: "explained", pictures: await present(learner, "A scored clip").explain(request.object) };
    case "control":
      return control(request);
  }
}

async function score({ id, clip, settings }: RequestOf<"score">): Promise<Response> {
  forgetLearner();
  const finished = await scoreClip(present(engine, "The engine"), () => openClip(id, clip), settings, listenerFor(id));
  learner = finished.learner;
  return { id, kind: "scored", result: finished.result };
}

async function control({ id, clip, control: kind }: RequestOf<"control">): Promise<Response> {
  if (clip !== undefined) {
    forgetLearner();
    learner = await readForControls(present(engine, "The engine"), () => openClip(id, clip), listenerFor(id));
  }
  return { id, kind: "controlled", track: await present(learner, "A scored clip").control(kind) };
}

// The code of the other views, and of encoders on Watch, is loaded when it is first needed: most visits score a scene.

async function taught(request: LessonRequest): Promise<Response> {
  const { answerLesson } = await import("./lesson_run");
  return answerLesson(request, (progress) => listenerFor(request.id).progress(progress));
}

async function evaluated(request: EvaluateRequest): Promise<Response> {
  const { answerEvaluation } = await import("./evaluate_run");
  return answerEvaluation(request, (progress) => listenerFor(request.id).progress(progress));
}

async function ofFeatures(request: FeaturesRequest): Promise<Response> {
  const { answerFeatures } = await import("./features_run");
  return answerFeatures(request, present(engine, "The engine"), listenerFor(request.id));
}

async function timed(request: BenchRequest): Promise<Response> {
  const { answerBench } = await import("./bench_run");
  return answerBench(request, present(engine, "The engine"), (progress) => listenerFor(request.id).progress(progress));
}

async function encoded(request: EncodeRequest): Promise<Response> {
  const { answerEncode } = await import("./encode_run");
  return answerEncode(request, encodingOf(request.id));
}

async function scoredEncoded(request: RequestOf<"score-encoded" | "score-demo">): Promise<Response> {
  const { id } = request;
  const around = encodingOf(id);
  const result = request.kind === "score-demo" ? await (await import("./demo_run")).scoreDemo(request, around) : await (await import("./encoded_run")).scoreEncoded(request, around);
  return { id, kind: "snippets-scored", result };
}

function encodingOf(id: number): EncodeSurroundings {
  return { engine: present(engine, "The engine"), computers: present(computers, "The engine"), open: (clip) => openClip(id, clip), report: (progress) => listenerFor(id).progress(progress) };
}

async function ofSet(request: SetRequest): Promise<Response> {
  const { id } = request;
  if (request.kind === "arrange-set") return { id, kind: "set-arranged", arranged: arrange_set([...request.paths]) };
  const { runSet, stopSet } = await import("./set_run");
  if (request.kind === "stop-set") {
    stopSet();
    return { id, kind: "set-stopping" };
  }
  const { inputs, reading, task } = request;
  return { id, kind: "set-ran", result: await runSet(present(engine, "The engine"), inputs, reading, task, listenerFor(id)) };
}

/** The last run's memory goes before the next one's comes. */
function forgetLearner(): void {
  learner?.free();
  learner = null;
}

function listenerFor(id: number): Listener & FeaturesListener {
  return {
    progress: (progress) => {
      post({ id, kind: "progress", progress });
    },
    provisional: (track, step, steps) => {
      post({ id, kind: "provisional", track, step, steps });
    },
    learning: (steps) => {
      post({ id, kind: "learning", steps });
    },
  };
}

function openClip(id: number, clip: ClipSource): Promise<FrameSource> {
  return openSource(clip, {
    scene: (seed, frames, odd) => new Scene(seed, frames, odd),
    ownScene: (script) => Scene.own(script),
    decodePicture: decode_picture,
    askForFrame: () =>
      new Promise((resolve) => {
        awaited = { id, resolve };
        post({ id, kind: "frame-wanted" });
      }),
  });
}

function pushed({ id, frame, time }: RequestOf<"push">): void {
  if (awaited?.id !== id) return frame?.close(); // For a run that has ended.
  const { resolve } = awaited;
  awaited = null;
  resolve({ frame, time });
}

/** What a request builds on; its absence is the page's mistake, told in the same way as a visitor's. */
function present<T>(value: T | null, what: string): T {
  if (value !== null) return value;
  const failure: Failure = { kind: "unknown", detail: `${what} was asked about before there was one.`, advice: "Press “Score clip” first." };
  throw new MediaFailure(failure.kind, failure.detail, failure.advice);
}
