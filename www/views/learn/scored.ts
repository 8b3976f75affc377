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
  readonly seconds: number;
}
export interface ShownVideo {
  readonly id: string;
  readonly scores: readonly number[];
  /** Of its scores, first and one after the last; null without an event. */
  readonly event: readonly [number, number] | null;
}
export interface Numbers {
  readonly set: ScoredSet;
  readonly evaluated: Evaluated;
  readonly seconds: number;
}

/** The forms of the two files, which the crate writes. */
interface ScoresFile {
  readonly stride: number;
  readonly videos: Readonly<Record<string, { readonly scores: readonly number[] }>>;
}
interface TruthFile {
  readonly videos: Readonly<Record<string, { readonly events: readonly { readonly start: number; readonly end: number }[] }>>;
}

/** Counts the sets: the worker keeps the last one it has read. */
let token = 0;
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
    const { answer, seconds } = await ask("scores", question);
    return setOf(key, answer.scores, answer.truth, seconds);
  });
}

/** Frames one by one, in one video. */
export function byHand(scores: readonly number[], odd: readonly boolean[]): Promise<ScoredSet> {
  const key = JSON.stringify([scores, odd]);
  const events = odd.flatMap((is, at) => (is ? [{ start: at, end: at + 1 }] : []));
  return remembered(key, () =>
    Promise.resolve(
      setOf(
        key,
        JSON.stringify({ format: "oddframe-scores/1", stride: 1, videos: { hand: { scores } } }),
        JSON.stringify({ format: "oddframe-truth/1", videos: { hand: { frames: odd.length, events } } }),
        0,
      ),
    ),
  );
}

function setOf(key: string, scores: string, truth: string, seconds: number): ScoredSet {
  const { stride, videos } = JSON.parse(scores) as ScoresFile;
  const truths = (JSON.parse(truth) as TruthFile).videos;
  const file = (text: string, name: string) => new File([text], name, { type: "application/json" });
  const shown = Object.entries(videos).map(([id, video]): ShownVideo => {
    const event = truths[id]?.events[0];
    return { id, scores: video.scores, event: event === undefined ? null : [event.start / stride, event.end / stride] };
  });
  return { key, videos: shown, seconds, files: { token: ++token, scores: [file(scores, "scores.json")], truth: [file(truth, "truth.json")], compare: [], list: [], digests: null } };
}

/** UCF-Crime as PEL4VAD's released weights score it: fetched on request, checked by hash, kept by this browser. */
export async function ucfCrime(onProgress: (progress: FetchProgress) => void, signal: AbortSignal): Promise<ScoredSet> {
  const { list, files } = await fetchPublished(onProgress, signal);
  const digests = (column: 1 | 2) => Object.fromEntries(list.videos.map((row) => [row[0], row[column]]));
  return { key: "ucf-crime", videos: [], seconds: 0, files: { token: ++token, scores: files.scores, truth: files.truth, compare: [], list: [], digests: { scores: digests(1), truth: digests(2) } } };
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
