/** What follows from the curve by itself: the events over the threshold, and how high the axis must reach. */
import { effect } from "@preact/signals";
import { Cancelled, toFailure } from "../../session/client";
import { studio } from "../../session/sessions";
import type { Track } from "../../session/protocol";
import { shownTrack, watch } from "./store";

/** Events follow the curve and the threshold; the newest question wins. */
export function followEvents(): () => void {
  let asked = 0;
  let before: Track | null = null;
  return effect(() => {
    const shown = shownTrack(watch.run.value);
    const threshold = watch.threshold.value;
    const mine = ++asked;
    const track = shown === null || shown.provisional ? null : shown.track;
    // Events of another curve are not shown; those of another threshold stay until the answer is there.
    if (track !== before) watch.events.value = null;
    before = track;
    if (track === null) return;
    const { robust, times } = track;
    studio
      .call({ kind: "events", robust, times, threshold })
      .then(({ events }) => {
        if (mine === asked) watch.events.value = events;
      })
      .catch((error: unknown) => {
        if (mine === asked && !(error instanceof Cancelled)) watch.failure.value = toFailure(error);
      });
  });
}

/** The axis grows with the curve and never shrinks while the clip stays. */
export function followAxis(): () => void {
  return effect(() => {
    const shown = shownTrack(watch.run.value);
    if (shown === null) return;
    const highest = shown.track.robust.reduce((top, value) => Math.max(top, value), 0);
    if (highest > watch.axisTop.peek()) watch.axisTop.value = Math.ceil(highest);
  });
}
