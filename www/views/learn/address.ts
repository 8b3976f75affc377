/**
 * Where the visitor is: `#/learn/1-score/threshold?seed=3&projector=1&assignment=1`. Seed, projector and assignment go
 * along from link to link.
 */
import { signal } from "@preact/signals";
import { viewOf } from "../../route";

export interface Place {
  /** Slugs; null for the list of lessons, and for a lesson's first step. */
  readonly lesson: string | null;
  readonly step: string | null;
  readonly seed: number;
  readonly projector: boolean;
  /** Answers are kept and handed in: right and wrong are not told. */
  readonly assignment: boolean;
}

export const FIRST_SEED = 1;
/** The crate takes 32 bits. */
const MOST = 2 ** 32 - 1;

function readPlace(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/learn\/?/, "").split("?");
  const [lesson = "", step = ""] = path.split("/");
  const state = new URLSearchParams(query);
  const seed = Number(state.get("seed") ?? FIRST_SEED);
  return {
    lesson: lesson === "" ? null : lesson,
    step: step === "" ? null : step,
    seed: Number.isInteger(seed) && seed >= 0 && seed <= MOST ? seed : FIRST_SEED,
    projector: state.get("projector") === "1",
    assignment: state.get("assignment") === "1",
  };
}

export const place = signal<Place>(readPlace(location.hash));

/** An address with what goes along. */
export function hrefOf(change: Partial<Place>): string {
  const { lesson, step, seed, projector, assignment } = { ...place.value, ...change };
  const state = new URLSearchParams();
  if (seed !== FIRST_SEED) state.set("seed", String(seed));
  if (projector) state.set("projector", "1");
  if (assignment) state.set("assignment", "1");
  const path = ["#/learn", lesson, lesson === null ? null : step].filter((part) => part !== null).join("/");
  const query = state.toString();
  return query === "" ? path : `${path}?${query}`;
}

/** Changes the address without a new entry in the history. */
export function amend(change: Partial<Place>): void {
  const href = hrefOf(change);
  place.value = { ...place.value, ...change };
  history.replaceState(null, "", href);
}

/** Follows the visitor's own changes; returns what undoes it. */
export function followPlace(): () => void {
  const read = () => {
    if (viewOf(location.hash) === "learn") place.value = readPlace(location.hash);
  };
  read();
  addEventListener("hashchange", read);
  return () => removeEventListener("hashchange", read);
}
