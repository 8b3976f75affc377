/** The figure "Anomaly score over time", its threshold and its words. */
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { rawInRobustUnits, ScoreCurve, type CurveColours } from "../../charts/score_curve";
import type { CurveMarks } from "../../charts/curve_marks";
import type { Track } from "../../session/protocol";
import { isDark } from "../../theme";
import { THRESHOLD_RANGE } from "./address";
import { CurveKeys, Now } from "./curve_keys";
import { CurveTable } from "./curve_table";
import { ExportMenu } from "./export_menu";
import { jump } from "./playback";
import { clock, standsOut } from "./sentences";
import { shownTrack, watch } from "./store";

export function CurveFigure() {
  const run = watch.run.value;
  const shown = shownTrack(run);
  return (
    <figure class="curve" aria-label="Anomaly score over time">
      <div class="curve-head">
        <h2>Anomaly score over time</h2>
        {shown?.provisional === true && <span class="tag">provisional</span>}
        {shown !== null && <Now track={shown.track} />}
        <ExportMenu />
      </div>
      {shown === null ? <p class="curve-empty">The curve appears here while the clip is being learnt.</p> : <Chart track={shown.track} dark={isDark.value} />}
      <figcaption>{shown === null ? "Robust units: 0 is the clip’s median, 3 is far from most of it." : caption(shown.track, shown.provisional)}</figcaption>
      <Threshold />
      {shown !== null && !shown.provisional && <CurveTable track={shown.track} />}
    </figure>
  );
}

function caption(track: Track, provisional: boolean): string {
  const peak = track.robust.reduce((best, value, i) => (value > (track.robust[best] ?? -Infinity) ? i : best), 0);
  const highest = `Highest ${(track.robust[peak] ?? 0).toFixed(1)} at ${clock(track.times[peak] ?? 0)}.`;
  if (provisional) return `Still changing. ${highest}`;
  const bands = truthBands(track).length > 0 ? " Hatched: what the scene knows to be odd." : "";
  const found = watch.events.value === null ? "" : standsOut(watch.events.value, track.times, watch.threshold.value);
  return `${highest} ${found} Robust units, below the median not drawn.${bands}`;
}

function truthBands(track: Track): CurveMarks["bands"] {
  const run = watch.run.value;
  const truth = watch.clip.value?.truth;
  // Told only when the visitor and the engine are done.
  if (truth == null || (run.kind !== "scored" && run.kind !== "controlled")) return [];
  const at = (frame: number) => track.times[Math.min(frame, track.times.length - 1)] ?? 0;
  return truth.events.map(({ start, end, class: label }) => ({ from: at(start), to: at(end), label }));
}

function marks(track: Track): CurveMarks {
  return { threshold: watch.threshold.value, bands: truthBands(track), clicks: watch.clicks.value };
}

function Chart({ track, dark }: { readonly track: Track; readonly dark: boolean }) {
  const holder = useRef<HTMLDivElement>(null);
  const curve = useRef<ScoreCurve | null>(null);
  const data = () => ({ times: track.times, robust: track.robust, raw: rawInRobustUnits(track) });
  useEffect(() => {
    if (holder.current === null) return undefined;
    const made = new ScoreCurve(holder.current, data(), watch.axisTop.peek(), marks(track), colours(holder.current, dark), jump);
    curve.current = made;
    watch.curveCanvas.value = made.canvas;
    const stop = effect(() => made.playhead(watch.player.value?.time.value ?? 0));
    return () => {
      stop();
      watch.curveCanvas.value = null;
      curve.current = null;
      made.destroy();
    };
  }, [dark]);
  useEffect(() => curve.current?.show(data(), watch.axisTop.value), [track, watch.axisTop.value]);
  useEffect(() => effect(() => curve.current?.mark(marks(track))), [track, dark]);
  return (
    <div class="curve-body">
      <div class="curve-chart" ref={holder} />
      <CurveKeys track={track} />
    </div>
  );
}

/** The style sheet is the one place for colours; a canvas has to ask it. */
function colours(element: Element, dark: boolean): CurveColours {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return { text: colour("--text-soft"), grid: colour("--line-soft"), faint: colour("--curve-raw"), band: colour("--band"), mark: colour("--text"), dark, font: "12px system-ui, sans-serif" };
}

function Threshold() {
  const threshold = watch.threshold.value;
  return (
    <label class="threshold">
      <span>Threshold</span>
      <input
        type="range"
        aria-label="Threshold"
        min={THRESHOLD_RANGE.min}
        max={Math.max(watch.axisTop.value, threshold)}
        step={THRESHOLD_RANGE.step}
        value={threshold}
        onInput={(event) => (watch.threshold.value = event.currentTarget.valueAsNumber)}
      />
      <output>{threshold.toFixed(1)}</output>
    </label>
  );
}
