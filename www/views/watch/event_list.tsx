/** The list "Events": what lies over the threshold for at least half a second; a press jumps there. */
import { scoreColour } from "../../charts/score_colour";
import { isDark } from "../../theme";
import { jump } from "./playback";
import { clock } from "./sentences";
import { shownTrack, watch } from "./store";

export function EventList() {
  const shown = shownTrack(watch.run.value);
  const events = watch.events.value;
  if (shown === null || shown.provisional || events === null) return null;
  const { times } = shown.track;
  return (
    <section class="card events">
      <h2 id="events-title">Events</h2>
      {events.length === 0 && <p class="hint">Nothing stays over {watch.threshold.value.toFixed(1)} for half a second. Lower the threshold to see what comes closest.</p>}
      <ol aria-label="Events">
        {events.map((event) => (
          <li key={event.start}>
            <button type="button" class="event" onClick={() => jump(times[event.peak] ?? 0)}>
              <span class="event-time">{clock(times[event.start] ?? 0)} – {clock(times[Math.min(event.end, times.length - 1)] ?? 0)}</span>
              <span class="event-score">
                <svg viewBox="0 0 10 10" width="12" height="12" aria-hidden="true"><circle cx="5" cy="5" r="5" fill={scoreColour(event.peakScore, isDark.value)} /></svg>
                {event.peakScore.toFixed(1)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
