/** A run from clip to snippet scores: an encoder makes features, a head scores them. The visitor loaded the weights of both, or they are the page's own. */
import { ChosenFiles, encoded_snippet_scores, FeatureScoring, head_for, snippet_scores, type ClipFacts, type Encoder } from "../../pkg/oddframe.js";
import type { EncoderChoice } from "./encode_protocol";
import { checkKept, deviceWords, encoderOf, walked, type EncodeSurroundings } from "./encode_run";
import { Phases, throttled } from "./phases";
import type { LoadedWeights, Progress, ScoredSnippets, SnippetsRequest } from "./protocol";
import { forget, scoreAll, VIDEO } from "./snippets_run";

type EncodedRequest = Omit<Extract<SnippetsRequest, { kind: "score-encoded" }>, "id" | "kind">;
type Bytes = Uint8Array<ArrayBuffer>;

/** CLIP: the frame in the middle of a snippet; how the released rows were made is not known. */
const SNIPPET_FRAMES = "one:8";

interface Encoded {
  readonly features: readonly File[];
  readonly facts: ClipFacts;
  readonly source: Awaited<ReturnType<typeof walked>>["source"];
  readonly workers: number;
}

/**
 * The weights are held against each other before the clip is read. Features are made crop by crop, a snippet at a time.
 * `own`: the weights are the page's, which know drawn scenes only, and whether this is one.
 */
export async function scoreEncoded(request: EncodedRequest, { engine, computers, open, report: post }: EncodeSurroundings, own: { readonly isDrawn: boolean } | null = null): Promise<ScoredSnippets> {
  forget();
  const phases = new Phases();
  const report = throttled({ progress: post });
  const around = { engine, computers, open, report };
  const choice: EncoderChoice = { weights: checkedBy(request.encoder), snippetFrames: SNIPPET_FRAMES, preset: null, anyEpsilon: true, half: false };
  const { encoder, head } = await phases.time("weights", async () => {
    const encoder = await encoderOf(choice, around);
    const head = head_for(encoder, request.head.file.name, request.head.file);
    await checkKept(checkedBy(request.head), around);
    return { encoder, head };
  });
  const published = head.crop === null ? null : `only:${head.crop}`;
  const { features, facts, source, workers } = await phases.time("features", () => encoded(encoder, choice, request, published ?? request.crops, { ...around, report: (progress) => report(inOwnPhase(progress)) }));

  report({ phase: "snippets", done: 0, total: null, secondsLeft: null });
  const files = new ChosenFiles();
  for (const file of features) files.push(file.name, file);
  const scoring = await phases.time("snippets", async () => {
    const scoring = FeatureScoring.open(engine, files, request.head.file.name, request.head.file, { crops: published ?? "published", publishedFor: head.publishedFor });
    scoring.identify(request.head.sha256);
    await scoreAll(scoring);
    return scoring;
  });
  const found = own === null ? encoded_snippet_scores(engine, scoring, encoder, VIDEO, facts.frames) : snippet_scores(engine, scoring, VIDEO, facts.frames, own.isDrawn);
  const { name, notes: ofWeights } = encoder.facts();
  const { width, height } = source.info;
  const { file, sha256 } = request.encoder;
  return {
    ...found,
    device: { ...found.device, name: deviceWords(found.device.name, workers) },
    encoder: { name, file: file.name, sha256, preset: facts.preset, crops: facts.crops, decoder: source.decoder },
    notes: [...ofWeights, ...source.notes, ...facts.notes, ...found.notes].map(capital),
    clip: { frames: facts.frames, width, height, fps: rateOf(source.times) },
    times: Float64Array.from(source.times),
    hasAttention: scoring.has_attention(),
    phases: phases.list,
  };
}

async function encoded(encoder: Encoder, choice: EncoderChoice, { clip }: EncodedRequest, crops: string, around: EncodeSurroundings): Promise<Encoded> {
  const { encoding, source, workers } = await walked(encoder, choice, { clip, name: VIDEO }, crops, null, around);
  try {
    const facts = encoding.finish();
    const features = facts.crops.map((crop, place) => new File([encoding.crop_npy(place) as Bytes], `${VIDEO}__${crop}.npy`));
    return { features, facts, source, workers };
  } finally {
    encoding.free();
  }
}

/** What the browser keeps is hashed again on its first use. */
function checkedBy({ file, sha256, isKept }: LoadedWeights) {
  return { file, sha256: isKept ? sha256 : null };
}

/** Rows of features are counted here, not frames. */
function inOwnPhase(progress: Progress): Progress {
  return progress.phase === "encode" ? { ...progress, phase: "features" } : progress;
}

function capital(note: string): string {
  return note.charAt(0).toUpperCase() + note.slice(1);
}

/** Frames per second on average; not a number where times do not tell it. */
function rateOf(times: readonly number[]): number {
  const [first = 0] = times;
  const span = (times.at(-1) ?? first) - first;
  return span > 0 ? (times.length - 1) / span : NaN;
}
