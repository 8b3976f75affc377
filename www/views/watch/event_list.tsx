/** The list "Events": what lies over the threshold for at least a second; a press jumps there. */
import { scoreColour } from "../../charts/score_colour";
import { isDark } from "../../theme";
import { jump } from "./playback";
import { clock, likeWords } from "./sentences";
import { shownCurve, watch } from "./store";
import { written } from "./units";

export function EventList() {
  const run = watch.run.value;
  const shown = shownCurve(run);
  const events = watch.events.value;
  if (shown === null || shown.provisional || events === null) return null;
  const { times, unit } = shown.curve;
  const names = watch.eventNames.value;
  return (
    <section class="card events">
      <h2 id="events-title">Events{run.kind === "snippets" && run.result.experimental && <span class="tag">experimental</span>}</h2>
      {events.length === 0 && <p class="hint">Nothing stays over {written(watch.thresholds[unit.key].value, unit)} for a second. Lower the threshold to see what comes closest.</p>}
      {names.length > 0 && watch.namedFrom.value !== null && <p class="hint">“Most like” is said from a mean probability of {written(watch.namedFrom.value, unit)} on.</p>}
      <ol aria-label="Events">
        {events.map((event, index) => (
          <li key={event.start}>
            <button type="button" class="event" onClick={() => jump(times[event.peak] ?? 0)}>
              <span class="event-time">
                {clock(times[event.start] ?? 0)} – {clock(times[Math.min(event.end, times.length - 1)] ?? 0)}
                {names.length > 0 && <span class="event-like">{likeWords(names[index] ?? null)}</span>}
              </span>
              <span class="event-score">
                <svg viewBox="0 0 10 10" width="12" height="12" aria-hidden="true"><circle cx="5" cy="5" r="5" fill={scoreColour(event.peakScore, unit.top, isDark.value)} /></svg>
                {written(event.peakScore, unit)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
