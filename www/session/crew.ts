/**
 * The pool: this worker and helpers of its own, who make rows of features side by side on the CPU.
 *
 * A helper is one more worker of the same script with the same compiled module: nothing is downloaded or compiled twice,
 * and no memory is shared. It opens the same weights, so that a row is the same bit for bit whoever makes it. Helpers end
 * with the clip, and with this worker, which is how a run is cancelled.
 *
 * Memory: every worker holds the weights, the activations of one crop and at most `HELD` cuts (2.4 MB each for I3D); the
 * weights of all of them are held below `WEIGHT_BYTES`.
 */
import type { Encoder, SnippetCut } from "../../pkg/oddframe.js";
import { MediaFailure } from "../media/failure";
import { breath } from "./breath";
import { Client, SessionError } from "./client";
import type { EncoderChoice } from "./encode_protocol";

/** Workers at most: beyond them memory, not cores, sets the pace of a browser's CPU (ours). */
const MOST_WORKERS = 4;
/** Of all workers together (ours): four of I3D (49 MB), two of CLIP ViT-B/16 (345 MB). */
const WEIGHT_BYTES = 768 * 2 ** 20;
/** Cuts at a helper: one in work and one that waits, so that it has work while this worker is busy with its own. */
const HELD = 2;

/** What a helper is made of: where this worker has them from, a helper has them too. */
export interface Computers {
  readonly module: WebAssembly.Module;
  /** Of the machine, as the page counts them. */
  readonly cores: number;
}

/** Workers that make `rows` rows by weights of `weightBytes`; `rows` is null where nobody knows how many. */
export function workersFor(cores: number, weightBytes: number, rows: number | null): number {
  const held = Math.floor(WEIGHT_BYTES / Math.max(1, weightBytes));
  return Math.max(1, Math.min(cores, MOST_WORKERS, held, rows ?? Infinity));
}

type Row = Float32Array<ArrayBuffer>;
/** A cut whose row is wanted; `outcome` is there once it is known. */
interface Wanted {
  outcome: { readonly row: Row } | { readonly error: unknown } | null;
  readonly known: Promise<void>;
}

export class Crew {
  readonly #encoder: Encoder;
  readonly #helpers: readonly Helper[];
  readonly #made: () => void;
  readonly #put: (row: Row) => void;
  /** In the order of the cuts. */
  readonly #line: Wanted[] = [];

  /** `made` hears of every row, `put` gets them in the order of the cuts. */
  constructor(workers: number, encoder: Encoder, choice: EncoderChoice, { module }: Computers, made: () => void, put: (row: Row) => void) {
    this.#encoder = encoder;
    this.#helpers = Array.from({ length: workers - 1 }, () => new Helper(module, choice));
    this.#made = made;
    this.#put = put;
  }

  get workers(): number {
    return this.#helpers.length + 1;
  }

  /** Has a row made, by a helper that has room, else here; resolves when the next cut may come. */
  async take(cut: SnippetCut): Promise<void> {
    const helper = this.#helpers.toSorted((a, b) => a.held - b.held)[0];
    if (helper !== undefined && helper.held < HELD) {
      this.#want(helper.row(cut));
    } else {
      await this.#want(this.#encoder.row(cut) as Promise<Row>).known;
      await breath();
    }
    this.#hand();
  }

  /** Resolves when every row is put. */
  async rest(): Promise<void> {
    for (let first = this.#line[0]; first !== undefined; first = this.#line[0]) {
      await first.known;
      this.#hand();
    }
  }

  end(): void {
    for (const helper of this.#helpers) helper.end();
  }

  #want(row: Promise<Row>): Wanted {
    const wanted: Wanted = {
      outcome: null,
      // Never rejects: the failure is thrown in its turn, and a failure of a run that has ended by another one is nobody's.
      known: row.then(
        (row) => {
          wanted.outcome = { row };
          this.#made();
        },
        (error: unknown) => {
          wanted.outcome = { error };
        },
      ),
    };
    this.#line.push(wanted);
    return wanted;
  }

  /** Puts the rows that are next. */
  #hand(): void {
    for (let outcome = this.#line[0]?.outcome; outcome != null; outcome = this.#line[0]?.outcome) {
      if ("error" in outcome) throw outcome.error;
      this.#line.shift();
      this.#put(outcome.row);
    }
  }
}

/** One more worker with the same weights. */
class Helper {
  readonly #client = new Client(() => new Worker(self.location.href, { type: "module" }));
  readonly #ready: Promise<unknown>;
  /** Cuts without a row. */
  held = 0;

  constructor(module: WebAssembly.Module, { weights, ...choice }: EncoderChoice) {
    const checked = { ...weights, sha256: null }; // By whoever has this helper.
    this.#ready = this.#client.call({ kind: "open", module, device: "cpu", cores: 1 }).then(() => this.#client.call({ kind: "open-encoder", choice: { ...choice, weights: checked } }));
    this.#ready.catch(() => undefined); // Told by the first row.
  }

  async row(cut: SnippetCut): Promise<Row> {
    this.held += 1;
    try {
      await this.#ready;
      return (await this.#client.call({ kind: "encode-cut", cut }, {}, [cut.rgb.buffer])).row;
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      const { kind, detail, advice } = error.failure;
      throw new MediaFailure(kind, detail, advice);
    } finally {
      this.held -= 1;
    }
  }

  end(): void {
    this.#client.end();
  }
}
