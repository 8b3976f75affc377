/** A run from clip to snippet scores: every frame through the compact encoder, the features through a network. */
import { ChosenFiles, FeatureScoring, snippet_scores, SnippetReading, type Engine } from "../../pkg/oddframe.js";
import { MediaFailure } from "../media/failure";
import { breath } from "./breath";
import { readFrames } from "./decode_run";
import type { AttentionOf } from "./features_protocol";
import { digestOf } from "./file_digest";
import { Phases, throttled } from "./phases";
import type { ClipSource, Progress } from "./protocol";
import type { OpenClip } from "./score_run";
import type { ScoredSnippets } from "./snippets_protocol";

/** The clip's name as a video of a feature set. */
export const VIDEO = "clip";
/** Crops are averaged as the weights ask; the encoder gives one. */
const SETTINGS = { crops: "published", publishedFor: null } as const;

interface Read {
  readonly features: File;
  readonly times: Float64Array<ArrayBuffer>;
  readonly clip: ScoredSnippets["clip"];
  readonly notes: readonly string[];
}

/** The clip that was scored last, for questions about it; `isExplained` once its attention was asked about. */
let scored: { readonly scoring: FeatureScoring; isExplained: boolean } | null = null;

/** Scores the clip that `open` opens by `weights`. */
export async function scoreSnippets(engine: Engine, open: OpenClip, kind: ClipSource["kind"], weights: File, listener: { progress(progress: Progress): void }): Promise<ScoredSnippets> {
  forget();
  const phases = new Phases();
  const report = throttled(listener);
  const { features, times, clip, notes } = await read(open, phases, report);
  const files = new ChosenFiles();
  files.push(features.name, features);
  listener.progress({ phase: "snippets", done: 0, total: null, secondsLeft: null });
  await breath();
  const scoring = FeatureScoring.open(engine, files, weights.name, weights, SETTINGS);
  scoring.identify(await digestOf(weights, () => undefined)); // The page's own, and small.
  await phases.time("snippets", () => scoreAll(scoring));
  const found = snippet_scores(engine, scoring, VIDEO, clip.frames, kind === "scene" || kind === "own-scene");
  return { ...found, encoder: null, notes: [...notes, ...found.notes], clip, times, hasAttention: scoring.has_attention(), phases: phases.list };
}

/** Steps through all snippets; questions about the clip are about this one from now on. */
export async function scoreAll(scoring: FeatureScoring): Promise<void> {
  scored = { scoring, isExplained: false };
  while ((await scoring.step()) !== null) await breath();
}

/** What a snippet of that clip attends to. */
export async function snippetAttention(snippet: number): Promise<AttentionOf> {
  if (scored === null) throw new MediaFailure("unknown", "A snippet was asked about before a clip was scored.", "Press “Score clip” first.");
  if (!scored.isExplained) await scored.scoring.dynamics(VIDEO, 0);
  scored.isExplained = true;
  return scored.scoring.attention(snippet);
}

/** The last clip's memory goes before the next one's comes. */
export function forget(): void {
  scored?.scoring.free();
  scored = null;
}

async function read(open: OpenClip, phases: Phases, report: (progress: Progress) => void): Promise<Read> {
  report({ phase: "open", done: 0, total: null, secondsLeft: null });
  const source = await phases.time("open", open);
  const notes: string[] = [];
  try {
    const reading = new SnippetReading(source.info.width, source.info.height);
    return await phases.time("encode", async () => {
      await readFrames(source, taker(reading), notes, report);
      const features = new File([reading.features() as Uint8Array<ArrayBuffer>], `${VIDEO}.npy`);
      const read: Read = { features, times: reading.times() as Float64Array<ArrayBuffer>, clip: reading.clip(), notes };
      reading.free(); // Not after an error: after a panic the module's memory is not to be touched again.
      return read;
    });
  } finally {
    source.close();
  }
}

/** The encoder measures motion from frame to frame: it skips none. */
function taker(reading: SnippetReading): Parameters<typeof readFrames>[1] {
  return {
    phase: "encode",
    wants: () => true,
    push: (pixels, time) => {
      reading.push(pixels, time);
    },
    skip: () => undefined,
    found: () => ({}),
  };
}
