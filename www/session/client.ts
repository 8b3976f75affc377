/**
 * One worker and the calls that wait for it.
 *
 * A call is a request with an id; it settles by the response with that id. When the worker itself fails, every
 * waiting call is rejected and the failure is latched: later calls are refused with the same words until
 * `restart()`, because a wasm instance that panicked once is not to be trusted again.
 * `cancel()` terminates the worker, the only honest way to stop wasm, and starts another at once.
 */
import { MediaFailure } from "../media/failure";
import type { PushedFrame } from "../media/pushed_source";
import type { Failure, Progress, Request, Response, Track, TrainingStep } from "./protocol";

type RequestOf<K extends Request["kind"]> = Extract<Request, { kind: K }>;
/** Distributes over the union, so that each kind keeps its own fields. */
type WithoutId<R> = R extends Request ? Omit<R, "id"> : never;

/** Which response settles which request. `push` is no call: it answers the worker's `frame-wanted`. */
interface AnswerKinds {
  open: "opened";
  probe: "probed";
  score: "scored";
  explain: "explained";
  control: "controlled";
  events: "events";
  auroc: "auroc";
  scene: "scene";
  "own-scene": "scene";
  render: "rendered";
  catalogue: "catalogue";
  evaluate: "evaluated";
  resample: "resampled";
  verify: "verified";
  video: "video";
  report: "reported";
  lesson: "lesson";
  "score-features": "features-scored";
  dynamics: "dynamics";
  classes: "classes";
  "classes-at": "classes";
  "chunk-classes": "chunk-classes";
  "chunk-normality": "chunk-normality";
  attention: "attention";
  train: "trained";
  "inspect-weights": "weights-inspected";
  "keep-weights": "weights-kept";
  encode: "encoded";
  "compare-features": "features-compared";
  "open-encoder": "encoder-opened";
  "encode-cut": "cut-encoded";
  "score-snippets": "snippets-scored";
  "score-encoded": "snippets-scored";
  "score-demo": "snippets-scored";
  "snippet-attention": "attention";
  "name-spans": "spans-named";
  "bench-place": "bench-place";
  bench: "benched";
  "bench-report": "bench-reported";
  "arrange-set": "set-arranged";
  "run-set": "set-ran";
  "stop-set": "set-stopping";
}
export type CallKind = keyof AnswerKinds;
export type Call<K extends CallKind> = WithoutId<RequestOf<K>>;
export type Answer<K extends CallKind> = Extract<Response, { kind: AnswerKinds[K] }>;

export interface Provisional {
  readonly track: Track;
  readonly step: number;
  readonly steps: number;
}
/** What a caller hears before its call settles. */
export interface Watcher {
  readonly onProgress?: (progress: Progress) => void;
  readonly onProvisional?: (provisional: Provisional) => void;
  readonly onLearning?: (steps: readonly TrainingStep[]) => void;
  readonly onFrameWanted?: () => Promise<PushedFrame>;
}

/** A failure with words for people: what happened, and what to do next. */
export class SessionError extends Error {
  override readonly name = "SessionError";
  constructor(readonly failure: Failure) {
    super(failure.detail);
  }
}
/** The visitor stopped it: no failure, nothing to show. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
  constructor() {
    super("cancelled");
  }
}

interface Waiting {
  readonly settle: (response: Response) => void;
  readonly reject: (reason: Error) => void;
  readonly watcher: Watcher;
}

export class Client {
  readonly #spawn: () => Worker;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker;
  #nextId = 1;
  #latched: SessionError | null = null;

  constructor(spawn: () => Worker) {
    this.#spawn = spawn;
    this.#worker = this.#start();
  }

  /** Why every call is refused at the moment; null while the worker is well. */
  get failure(): SessionError | null {
    return this.#latched;
  }

  call<K extends CallKind>(request: Call<K> & { readonly kind: K }, watcher: Watcher = {}, transfer: Transferable[] = []): Promise<Answer<K>> {
    if (this.#latched !== null) return Promise.reject(this.#latched);
    const id = this.#nextId++;
    return new Promise<Answer<K>>((resolve, reject) => {
      // The table of answer kinds above is what makes this narrowing true.
      this.#waiting.set(id, { settle: (response) => resolve(response as Answer<K>), reject, watcher });
      this.#worker.postMessage({ ...request, id }, transfer);
    });
  }

  /** Stops whatever runs: waiting calls reject with `Cancelled`, a fresh worker is there when this returns. */
  cancel(): void {
    this.#replace(new Cancelled());
  }

  /** Ends the worker for good: waiting calls reject with `Cancelled`, and it takes no others. */
  end(): void {
    this.#worker.terminate();
    this.#latched = new SessionError({ kind: "unknown", detail: "A helper was asked after its end.", advice: "Try again. If it happens again, reload the page." });
    this.#rejectAll(new Cancelled());
  }

  /** Like `cancel`, after a failure. */
  restart(): void {
    this.#replace(this.#latched ?? new Cancelled());
  }

  #replace(reason: Error): void {
    this.#worker.terminate();
    this.#rejectAll(reason);
    this.#latched = null;
    this.#worker = this.#start();
  }

  #start(): Worker {
    const worker = this.#spawn();
    worker.onmessage = (event: MessageEvent<Response>) => this.#receive(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail({ kind: "panic", detail: `The computing part of the page stopped: ${event.message || "its script could not be loaded"}.`, advice: "Try again; it starts afresh. If it stops again, reload the page." });
    };
    worker.onmessageerror = () =>
      this.#fail({ kind: "unknown", detail: "A message from the computing part of the page could not be read.", advice: "Try again. If it happens again, reload the page." });
    return worker;
  }

  #receive(response: Response): void {
    const waiting = this.#waiting.get(response.id);
    if (response.kind === "failed") {
      const error = new SessionError(response.failure);
      // The id 0 is the worker itself: its failure belongs to no call and fails them all.
      if (response.id === 0 || leavesTheWorkerBroken(response.failure)) {
        this.#latched = error;
        this.#rejectAll(error);
      } else {
        this.#waiting.delete(response.id);
        waiting?.reject(error);
      }
      return;
    }
    if (waiting === undefined) return; // Late news of a call that has settled.
    if (response.kind === "progress") waiting.watcher.onProgress?.(response.progress);
    else if (response.kind === "provisional") waiting.watcher.onProvisional?.(response);
    else if (response.kind === "learning") waiting.watcher.onLearning?.(response.steps);
    else if (response.kind === "frame-wanted") void this.#push(response.id, waiting);
    else {
      this.#waiting.delete(response.id);
      waiting.settle(response);
    }
  }

  async #push(id: number, waiting: Waiting): Promise<void> {
    const worker = this.#worker;
    try {
      const { frame, time } = (await waiting.watcher.onFrameWanted?.()) ?? { frame: null, time: 0 };
      // Cancelled while the frame was made: the answer is for a worker that is gone.
      if (worker !== this.#worker) return frame?.close();
      worker.postMessage({ id, kind: "push", frame, time } satisfies Request, frame === null ? [] : [frame]);
    } catch (error) {
      this.#waiting.delete(id);
      waiting.reject(error instanceof Error ? error : new Error(String(error)));
      if (worker === this.#worker) this.cancel(); // It would wait for this frame for ever.
    }
  }

  #fail(failure: Failure): void {
    this.#latched = new SessionError(failure);
    this.#rejectAll(this.#latched);
  }

  #rejectAll(reason: Error): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(reason);
  }
}

function leavesTheWorkerBroken(failure: Failure): boolean {
  return failure.kind === "panic" || failure.kind === "device-lost" || failure.kind === "out-of-memory";
}

/** Words for anything that was thrown. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof SessionError || thrown instanceof MediaFailure) return thrown.failure;
  return { kind: "unknown", detail: thrown instanceof Error ? thrown.message : String(thrown), advice: "Try again. If it happens again, reload the page." };
}
