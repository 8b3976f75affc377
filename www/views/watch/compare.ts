/** Side by side on one clip: what earlier methods gave stays beside the newest one. */
import { nameOf, watch, type Finished, type KeptCurve, type Run } from "./store";

/** With the newest one three curves; more could not be told apart. */
const MOST_KEPT = 2;

let lastId = 0;

/** Before a run: what is on the table is kept. */
export function keepShown(): void {
  const run = watch.run.value;
  if (!isFinished(run)) return;
  const kept: KeptCurve = { id: ++lastId, name: nameOf(run), curve: run.curve, auroc: run.auroc };
  watch.kept.value = [...others(kept.name), kept];
}

/** A run has ended as `name`: an earlier one of that name gives way to it. */
export function makeRoomFor(name: string): void {
  watch.kept.value = others(name).slice(-MOST_KEPT);
}

/** The button "Remove". */
export function remove(id: number): void {
  watch.kept.value = watch.kept.value.filter((kept) => kept.id !== id);
}

function others(name: string): readonly KeptCurve[] {
  return watch.kept.value.filter((kept) => kept.name !== name);
}

export function isFinished(run: Run): run is Finished {
  return run.kind === "scored" || run.kind === "snippets" || run.kind === "controlled";
}
