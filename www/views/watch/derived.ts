/** What follows from the curve by itself: the events over the threshold, their names, and how high the axis must reach. */
import { batch, effect } from "@preact/signals";
import { Cancelled, toFailure } from "../../session/client";
import { studio } from "../../session/sessions";
import type { ClassTrack, NamedClass, OddEvent } from "../../session/protocol";
import type { Curve } from "./curve";
import { shownCurve, watch } from "./store";

/** Events follow the curve and the threshold; the newest question wins. */
export function followEvents(): () => void {
  let asked = 0;
  let before: Curve | null = null;
  return effect(() => {
    const run = watch.run.value;
    const shown = shownCurve(run);
    const curve = shown === null || shown.provisional ? null : shown.curve;
    const threshold = curve === null ? 0 : watch.thresholds[curve.unit.key].value;
    const mine = ++asked;
    // Events of another curve are not shown; those of another threshold stay until the answer is there.
    if (curve !== before) batch(() => {
      watch.events.value = null;
      watch.eventNames.value = [];
    });
    before = curve;
    if (curve === null) return;
    const named = run.kind === "snippets" ? { classes: run.result.classes, stride: run.result.stride } : null;
    eventsOf(curve, threshold, named)
      .then(({ events, names, from }) => {
        if (mine !== asked) return;
        batch(() => {
          watch.events.value = events;
          watch.eventNames.value = names;
          watch.namedFrom.value = from ?? null;
        });
      })
      .catch((error: unknown) => {
        if (mine === asked && !(error instanceof Cancelled)) watch.failure.value = toFailure(error);
      });
  });
}

interface Classes {
  readonly classes: readonly ClassTrack[];
  readonly stride: number;
}

async function eventsOf({ values, times }: Curve, threshold: number, named: Classes | null): Promise<{ readonly events: readonly OddEvent[]; readonly names: readonly (NamedClass | null)[]; readonly from?: number }> {
  const { events } = await studio.call({ kind: "events", robust: values, times, threshold });
  if (named === null || named.classes.length === 0 || events.length === 0) return { events, names: [] };
  const spans = events.map(({ start, end }): [number, number] => [start, end]);
  const answer = await studio.call({ kind: "name-spans", question: { classes: [...named.classes], stride: named.stride, spans } });
  return { events, names: answer.named.names, from: answer.named.from };
}

/** The axis grows with the curves that need it and never shrinks while the clip stays. */
export function followAxis(): () => void {
  return effect(() => {
    const shown = shownCurve(watch.run.value);
    const curves = [...watch.kept.value.map(({ curve }) => curve), ...(shown === null ? [] : [shown.curve])];
    const growing = curves.filter(({ unit }) => unit.grows);
    const highest = growing.reduce((top, { values }) => values.reduce((most, value) => Math.max(most, value), top), 0);
    if (highest > watch.axisTop.peek()) watch.axisTop.value = Math.ceil(highest);
  });
}
