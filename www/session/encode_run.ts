/** The worker's part of encoding: a clip's frames through an encoder, snippet by snippet, into feature files. */
import { ClipEncoding, Encoder, type Engine, type FeatureComparison } from "../../pkg/oddframe.js";
import { MediaFailure } from "../media/failure";
import type { FrameSource } from "../media/source";
import { deleteKept, listKept } from "../weights/kept";
import { breath, Pace } from "./breath";
import { Crew, workersFor, type Computers } from "./crew";
import type { EncodedClip, EncodeInputs, EncoderChoice, EncodeRequest, EncodeResponse, FeatureFile, GivenWeights } from "./encode_protocol";
import type { ClipSource, Progress } from "./protocol";
import { digestOf } from "./file_digest";
import { inspect, keep } from "./weights_run";

/** Frames of a snippet, the same in every released set of features. */
const SNIPPET_FRAMES = 16;
/** Milliseconds of decoding between two breaths. */
const BREATH_MS = 25;

export interface EncodeSurroundings {
  readonly engine: Engine;
  readonly computers: Computers;
  readonly open: (clip: ClipSource) => Promise<FrameSource>;
  readonly report: (progress: Progress) => void;
}
type Bytes = Uint8Array<ArrayBuffer>;

/** The encoder that was used last; another one takes its place. */
let opened: { readonly key: string; readonly encoder: Encoder } | null = null;
/** Digests of kept files that were checked since the worker began. */
const checked = new Set<string>();

export async function answerEncode(request: EncodeRequest, around: EncodeSurroundings): Promise<EncodeResponse> {
  const { id } = request;
  switch (request.kind) {
    case "inspect-weights":
      return { id, kind: "weights-inspected", ...(await inspect(request.file, around.report)) };
    case "keep-weights":
      return { id, kind: "weights-kept", ...(await keep(request.origin, around.report)) };
    case "encode":
      return { id, kind: "encoded", encoded: await encode(request.inputs, request.crops, around) };
    case "compare-features":
      return { id, kind: "features-compared", ...(await compare(request.inputs, request.theirs, request.snippets, around)) };
    case "open-encoder":
      await encoderOf(request.choice, around);
      return { id, kind: "encoder-opened" };
    case "encode-cut":
      if (opened === null) throw new MediaFailure("unknown", "A cut came before the weights.", "Encode the clip again.");
      return { id, kind: "cut-encoded", row: (await opened.encoder.row(request.cut)) as Float32Array<ArrayBuffer> };
  }
}

async function encode(inputs: EncodeInputs, crops: string, around: EncodeSurroundings): Promise<EncodedClip> {
  const began = performance.now();
  const choice: EncoderChoice = { ...inputs, anyEpsilon: false };
  const encoder = await encoderOf(choice, around);
  const loaded = performance.now();
  const { encoding, workers, source } = await walked(encoder, choice, inputs, crops, null, around);
  try {
    const facts = encoding.finish();
    const several = facts.crops.length > 1;
    const ofEncoder = encoder.facts();
    const file = (name: string, bytes: Uint8Array): FeatureFile => ({ name, bytes: bytes as Bytes });
    return {
      facts, encoder: { ...ofEncoder, device: deviceWords(ofEncoder.device, workers) }, decoder: source.decoder,
      crops: facts.crops.map((crop, place) => file(several ? `${inputs.name}__${crop}.npy` : `${inputs.name}.npy`, encoding.crop_npy(place))),
      packed: several ? file(`${inputs.name}.npy`, encoding.packed_npy()) : null,
      notes: [...ofEncoder.notes, ...source.notes, ...facts.notes, ...(facts.tail === null ? [] : [facts.tail])],
      seconds: { weights: (loaded - began) / 1000, clip: (performance.now() - loaded) / 1000 },
    };
  } finally {
    encoding.free();
  }
}

/** The clip's first snippets in every crop of every preset, or of the one that is asked for, against a file. */
async function compare(inputs: EncodeInputs, theirs: File, snippets: number, around: EncodeSurroundings) {
  const began = performance.now();
  const bytes = new Uint8Array(await theirs.arrayBuffer());
  const comparisons: FeatureComparison[] = [];
  const any: EncoderChoice = { ...inputs, anyEpsilon: inputs.preset === null };
  const all = inputs.preset === null ? (await encoderOf(any, around)).facts().presets : [inputs.preset];
  for (const [place, preset] of all.entries()) {
    const choice = { ...any, preset };
    const encoder = await encoderOf(choice, around);
    const report = (progress: Progress) => around.report(ofSeveral(progress, place, all.length));
    const { encoding } = await walked(encoder, choice, inputs, "all", snippets, { ...around, report });
    try {
      encoding.finish();
      comparisons.push(encoding.compare(theirs.name, bytes, snippets));
    } finally {
      encoding.free();
    }
  }
  return { comparisons: comparisons.sort((a, b) => b.cosine - a.cosine), seconds: (performance.now() - began) / 1000 };
}

/** Presets need about the same time each. */
function ofSeveral(progress: Progress, place: number, places: number): Progress {
  const { done, total } = progress;
  return total === null ? progress : { ...progress, done: done + place * total, total: total * places, secondsLeft: null };
}

/** The encoder of these weights, in a preset of its own or its first. */
export async function encoderOf({ weights, snippetFrames, preset, anyEpsilon, half }: EncoderChoice, around: EncodeSurroundings): Promise<Encoder> {
  const { file } = weights;
  const key = JSON.stringify([file.name, file.size, file.lastModified, weights.sha256, snippetFrames, half]);
  if (opened?.key === key && opened.encoder.turn_to(preset, anyEpsilon)) return opened.encoder;
  opened?.encoder.free(); // The last one's memory goes before the next one's comes.
  opened = null;
  around.report({ phase: "weights", done: 0, total: null, secondsLeft: null });
  await checkKept(weights, around);
  const encoder = Encoder.open(around.engine, file.name, file, { preset, snippetFrames, anyEpsilon, half });
  opened = { key, encoder };
  return encoder;
}

/** A disk may have spoilt what was kept: then it is removed, and said. */
export async function checkKept({ file, sha256 }: GivenWeights, { report }: Pick<EncodeSurroundings, "report">): Promise<void> {
  if (sha256 === null || checked.has(sha256)) return;
  const found = await digestOf(file, report);
  if (found === sha256) {
    checked.add(sha256);
    return;
  }
  for (const kept of await listKept()) if (kept.sha256 === sha256) await deleteKept(kept.id);
  throw new MediaFailure("bad-file", `The kept copy of “${file.name}” is damaged: its SHA-256 is ${found}, expected ${sha256}; it was removed.`, "Fetch or choose the weights again.");
}

/** A clip that has been encoded, by this many workers. */
interface Walked {
  readonly encoding: ClipEncoding;
  readonly workers: number;
  readonly source: ReadSource;
}

/** What is told of a clip when it has been read. */
interface ReadSource {
  readonly notes: readonly string[];
  readonly decoder: string;
  /** Size and rate of the frames, and the seconds of each. */
  readonly info: FrameSource["info"];
  readonly times: readonly number[];
}

/** All frames, or those of the first `limit` snippets; the caller frees the encoding. */
export async function walked(encoder: Encoder, choice: EncoderChoice, { clip, name }: Pick<EncodeInputs, "clip" | "name">, crops: string, limit: number | null, around: EncodeSurroundings): Promise<Walked> {
  around.report({ phase: "open", done: 0, total: null, secondsLeft: null });
  // A GPU compiles while the clip is opened and its first frames are decoded. What it refuses is said of the first row.
  const warming = encoder.warm().catch(() => undefined);
  const source = await around.open(clip);
  const { width, height, codec } = source.info;
  try {
    const encoding = ClipEncoding.begin(encoder, name, width, height, crops);
    const steps = new Steps(encoder, choice, encoding, snippetsOf(source, limit), around, warming);
    try {
      const breathing = new Pace(BREATH_MS);
      const times: number[] = [];
      for await (const frame of source.frames()) {
        times.push(frame.time);
        if (encoding.push(await frame.pixels(), frame.time) && (await steps.take()) === limit) break;
        if (breathing.due()) await breath();
      }
      await steps.rest(); // What is said of the snippets comes before what is said of the end.
      if (encoding.end()) await steps.take();
      await steps.rest();
      return { encoding, workers: steps.workers, source: { notes: [...source.notes], info: source.info, times, decoder: codec === null ? "picture files" : `WebCodecs, ${codec}` } };
    } catch (error) {
      // After a panic the module's memory is not to be touched again, not even to free.
      if (!(error instanceof WebAssembly.RuntimeError)) encoding.free();
      throw error;
    } finally {
      steps.end();
    }
  } finally {
    source.close();
  }
}

/** What computed, and by how many. */
export function deviceWords(device: string, workers: number): string {
  return workers === 1 ? device : `${device}, ${workers} workers`;
}

/** null where only reading to the end would tell. */
function snippetsOf({ info: { frames, seconds, fps } }: FrameSource, limit: number | null): number | null {
  const count = frames ?? (seconds === null ? null : Math.round(seconds * fps));
  const whole = count === null ? null : Math.max(1, Math.floor(count / SNIPPET_FRAMES));
  return limit === null ? whole : Math.min(limit, whole ?? limit);
}

/** Has what waits encoded, crop by crop, with news of each. */
class Steps {
  readonly #began = performance.now();
  readonly #crew: Crew;
  /** Snippets that are cut out whole, and rows that are made. */
  #cut = 0;
  #made = 0;

  constructor(
    encoder: Encoder,
    choice: EncoderChoice,
    private readonly encoding: ClipEncoding,
    snippets: number | null,
    { engine, computers, report }: EncodeSurroundings,
    private readonly warming: Promise<unknown>,
  ) {
    const rows = snippets === null ? null : snippets * encoding.crops;
    const workers = engine.info().kind === "cpu" ? workersFor(computers.cores, encoder.facts().weightBytes, rows) : 1;
    const made = (): void => {
      this.#made += 1;
      const total = rows === null ? null : Math.max(this.#made, rows);
      const secondsLeft = total === null ? null : ((performance.now() - this.#began) / 1000) * (total / this.#made - 1);
      report({ phase: "encode", done: this.#made, total, secondsLeft });
    };
    this.#crew = new Crew(workers, encoder, choice, computers, made, (row) => void encoding.put(row));
  }

  get workers(): number {
    return this.#crew.workers;
  }

  /** Snippets that are cut out whole, of which some rows may be still to come. */
  async take(): Promise<number> {
    await this.warming;
    for (let cut = this.encoding.cut(); cut !== null; cut = this.encoding.cut()) await this.#crew.take(cut);
    return ++this.#cut;
  }

  /** Every row of what was cut out is there. */
  rest(): Promise<void> {
    return this.#crew.rest();
  }

  end(): void {
    this.#crew.end();
  }
}
