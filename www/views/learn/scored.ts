/** Scored sets as an evaluation reads them: ten frames, a drawn set, UCF-Crime's published scores. The numbers are the Reproduce view's. */
import { tutor } from "../../session/sessions";
import type { Catalogue, Conventions, DrawnQuestion, Evaluated, EvaluationFiles } from "../../session/protocol";
import { fetchPublished, type FetchProgress } from "../reproduce/published/fetch";
import { ask, useLatest } from "./ask";

export interface ScoredSet {
  readonly key: string;
  readonly files: EvaluationFiles;
  /** Where the set is small enough to be shown whole. */
  readonly videos: readonly ShownVideo[];
  /** Frames that a score covers. */
  readonly stride: number;
  readonly seconds: number;
}
export interface ShownVideo {
  readonly id: string;
  readonly scores: readonly number[];
  /** In frames. */
  readonly events: readonly { readonly start: number; readonly end: number }[];
}
export interface Numbers {
  readonly set: ScoredSet;
  readonly evaluated: Evaluated;
  readonly seconds: number;
}

/** Counts the sets: the worker keeps the last one it has read. */
let token = 0;
export const nextToken = () => ++token;
const kept = new Map<string, Promise<ScoredSet>>();
/** Sets that are kept; a seed slider makes many. */
const MOST_KEPT = 40;

function remembered(key: string, make: () => Promise<ScoredSet>): Promise<ScoredSet> {
  const found = kept.get(key);
  if (found !== undefined) return found;
  const made = make();
  kept.set(key, made);
  made.catch(() => kept.delete(key)); // Asked again, it is made again.
  for (const oldest of kept.keys()) if (kept.size > MOST_KEPT && oldest !== key) kept.delete(oldest);
  return made;
}

export function drawn(question: DrawnQuestion): Promise<ScoredSet> {
  const key = JSON.stringify(question);
  return remembered(key, async () => {
    const { answer: { ids, snippets, framesPerSnippet, scores, events }, seconds } = await ask("scores", question);
    const videos = ids.map((id, i): ShownVideo => {
      const [start = 0, end = 0] = events.subarray(2 * i, 2 * i + 2);
      return { id, scores: Array.from(scores.subarray(i * snippets, (i + 1) * snippets)), events: end > start ? [{ start, end }] : [] };
    });
    return setOf(key, videos, framesPerSnippet, seconds);
  });
}

/** Frames one by one, in one video. */
export function byHand(scores: readonly number[], odd: readonly boolean[]): Promise<ScoredSet> {
  const key = JSON.stringify([scores, odd]);
  const events = odd.flatMap((is, at) => (is ? [{ start: at, end: at + 1 }] : []));
  return remembered(key, () => Promise.resolve(setOf(key, [{ id: "hand", scores, events }], 1, 0)));
}

/** The two files that an evaluation reads. */
function setOf(key: string, videos: readonly ShownVideo[], stride: number, seconds: number): ScoredSet {
  const file = (name: string, head: object, of: (video: ShownVideo) => object) =>
    new File([JSON.stringify({ ...head, videos: Object.fromEntries(videos.map((video) => [video.id, of(video)])) })], `${name}.json`, { type: "application/json" });
  const scores = file("scores", { format: "oddframe-scores/1", stride }, (video) => ({ scores: video.scores }));
  const truth = file("truth", { format: "oddframe-truth/1" }, (video) => ({ frames: video.scores.length * stride, events: video.events }));
  return { key, videos, stride, seconds, files: { token: nextToken(), scores: [scores], truth: [truth], compare: [], list: [], digests: null } };
}

/** UCF-Crime as PEL4VAD's released weights score it: fetched on request, checked by hash, kept by this browser. */
export async function ucfCrime(onProgress: (progress: FetchProgress) => void, signal: AbortSignal): Promise<ScoredSet> {
  const { list, files } = await fetchPublished(onProgress, signal);
  const digests = (column: 1 | 2) => Object.fromEntries(list.videos.map((row) => [row[0], row[column]]));
  return { key: "ucf-crime", videos: [], stride: 16, seconds: 0, files: { token: nextToken(), scores: files.scores, truth: files.truth, compare: [], list: [], digests: { scores: digests(1), truth: digests(2) } } };
}

let catalogue: Promise<Catalogue> | null = null;

/** Everybody's switches with some of them changed. */
export async function evaluate(set: ScoredSet, change: Partial<Conventions> = {}): Promise<Numbers> {
  catalogue ??= tutor.call({ kind: "catalogue" }).then((found) => found.catalogue);
  const { defaults } = await catalogue;
  const began = performance.now();
  const settings = { conventions: { ...defaults, ...change }, dataSet: set.key === "ucf-crime" ? set.key : null, method: null };
  const { evaluated } = await tutor.call({ kind: "evaluate", files: set.files, settings });
  return { set, evaluated, seconds: (performance.now() - began) / 1000 };
}

export function useNumbers<Q>(question: Q, make: (question: Q) => Promise<ScoredSet>, change: Partial<Conventions> = {}): Numbers | null {
  return useLatest({ question, change }, async (now) => evaluate(await make(now.question), now.change));
}
