/** UCF-Crime's own numbers, once the visitor has the published scores fetched. */
import { signal } from "@preact/signals";
import type { FetchProgress } from "../../reproduce/published/fetch";
import { tell } from "../ask";
import { Readings, Stamp } from "../parts";
import { evaluate, ucfCrime, type Numbers, type ScoredSet } from "../scored";
import { RateFigures } from "../figures/rate_figure";

type State = { readonly kind: "none" } | { readonly kind: "fetching"; readonly progress: FetchProgress | null } | { readonly kind: "here"; readonly numbers: Numbers };

/** Kept while the page is open: other lessons use it too. */
const state = signal<State>({ kind: "none" });
let stopper: AbortController | null = null;

/** The fetched set, for whoever evaluates it anew; null until then. */
export function fetchedUcf(): ScoredSet | null {
  return state.value.kind === "here" ? state.value.numbers.set : null;
}

async function load(): Promise<void> {
  const mine = (stopper = new AbortController());
  state.value = { kind: "fetching", progress: null };
  try {
    const set = await ucfCrime((progress) => (state.value = { kind: "fetching", progress }), mine.signal);
    state.value = { kind: "here", numbers: await evaluate(set) };
  } catch (error) {
    state.value = { kind: "none" };
    if (!mine.signal.aborted) tell(error);
  }
}

/** The button, and how far the fetching is. */
export function LoadUcf() {
  const now = state.value;
  if (now.kind === "here") return null;
  if (now.kind === "none") {
    return (
      <div class="learn-load">
        <button type="button" class="button" onClick={() => void load()}>Load the published scores of UCF-Crime</button>
        <p class="hint">580 small files from raw.githubusercontent.com, fetched when you say so, checked by hash, kept in this browser. They are PEL4VAD’s, of 290 videos.</p>
      </div>
    );
  }
  const { progress } = now;
  return (
    <div class="progress">
      {progress === null || progress.done === progress.total ? <progress aria-label="Evaluating" /> : <progress aria-label="Fetching" max={progress.total || 1} value={progress.done} />}
      <div class="progress-foot">
        <p class="hint">{progress === null ? "Asking…" : `${progress.done} of ${progress.total} files`}</p>
        <button type="button" class="button small" onClick={() => stopper?.abort()}>Cancel</button>
      </div>
    </div>
  );
}

export function UcfCrime() {
  const now = state.value;
  if (now.kind !== "here") return <LoadUcf />;
  const { evaluated, seconds } = now.numbers;
  const { numbers } = evaluated;
  return (
    <>
      <Readings label="UCF-Crime, PEL4VAD" rows={[
        { name: "AUC, all frames", value: numbers.auroc.toFixed(6), note: "published: 86.76 %", main: true },
        { name: "AUC, each video its mean", value: numbers.videoMean.toFixed(6) },
        { name: "AUC, shuffled inside videos", value: numbers.timeShuffled.toFixed(6) },
        { name: "AUC, abnormal videos only", value: numbers.anomalous?.auroc.toFixed(6) ?? "undefined", main: true },
        { name: "Videos", value: String(evaluated.data.videos) },
      ]} />
      <RateFigures evaluated={evaluated} decision={null} />
      <Stamp seconds={seconds} seeded={false} note="every value checked by SHA-256" />
    </>
  );
}
