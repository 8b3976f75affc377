/** The figure "Anomaly score over time", its threshold and its words. */
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ScoreCurve, type CurveColours, type CurveData } from "../../charts/score_curve";
import type { CurveMarks } from "../../charts/curve_marks";
import { isDark } from "../../theme";
import { isFinished } from "./compare";
import { CompareList } from "./compare_list";
import { peakOf, type Curve } from "./curve";
import { CurveKeys, Now } from "./curve_keys";
import { CurveTable } from "./curve_table";
import { ExportMenu } from "./export_menu";
import { othersOver } from "./others";
import { jump } from "./playback";
import { clock, standsOut } from "./sentences";
import { axisTop, shownCurve, shownUnit, watch } from "./store";
import { Threshold } from "./threshold";
import { written } from "./units";

export function CurveFigure() {
  const run = watch.run.value;
  const shown = shownCurve(run);
  return (
    <figure class="curve" aria-label="Anomaly score over time">
      <div class="curve-head">
        <h2>Anomaly score over time</h2>
        {run.kind === "snippets" && run.result.experimental && <span class="tag">experimental</span>}
        {shown?.provisional === true && <span class="tag">provisional</span>}
        {shown !== null && <Now curve={shown.curve} />}
        <ExportMenu />
      </div>
      {shown === null ? <p class="curve-empty">The curve appears here while the clip is being scored.</p> : <Chart key={chartKey(shown.curve)} curve={shown.curve} dark={isDark.value} />}
      <figcaption>{shown === null ? shownUnit().about : caption(shown.curve, shown.provisional)}</figcaption>
      {shown !== null && <CompareList curve={shown.curve} />}
      <Threshold />
      {shown !== null && !shown.provisional && <CurveTable curve={shown.curve} />}
    </figure>
  );
}

/** Another unit and other curves beside it take another chart. */
function chartKey({ unit }: Curve): string {
  return [unit.key, ...watch.kept.value.map(({ id }) => id)].join(" ");
}

function caption(curve: Curve, provisional: boolean): string {
  const peak = peakOf(curve);
  const highest = `Highest ${written(curve.values[peak] ?? 0, curve.unit)} at ${clock(curve.times[peak] ?? 0)}.`;
  if (provisional) return `Still changing. ${highest}`;
  const bands = truthBands(curve).length > 0 ? " Hatched: what the scene knows to be odd." : "";
  const found = watch.events.value === null ? "" : standsOut(watch.events.value, curve, watch.eventNames.value);
  return `${highest} ${found} ${curve.unit.about}${bands}`;
}

function truthBands({ times }: Curve): CurveMarks["bands"] {
  const truth = watch.clip.value?.truth;
  // Told only when the visitor and the engine are done.
  if (truth == null || !isFinished(watch.run.value)) return [];
  const at = (frame: number) => times[Math.min(frame, times.length - 1)] ?? 0;
  return truth.events.map(({ start, end, class: label }) => ({ from: at(start), to: at(end), label }));
}

function marks(curve: Curve): CurveMarks {
  return { threshold: watch.thresholds[curve.unit.key].value, bands: truthBands(curve), clicks: watch.clicks.value };
}

function dataOf(curve: Curve): CurveData {
  return { times: curve.times, values: curve.values, raw: curve.raw, axisTop: axisTop(curve.unit), full: curve.unit.top, ...othersOver(curve) };
}

function Chart({ curve, dark }: { readonly curve: Curve; readonly dark: boolean }) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<ScoreCurve | null>(null);
  const data = dataOf(curve);
  useEffect(() => {
    if (holder.current === null) return undefined;
    const made = new ScoreCurve(holder.current, data, marks(curve), colours(holder.current, dark), { onSeek: jump, onHover: (time) => (watch.hovered.value = time) });
    chart.current = made;
    watch.curveCanvas.value = made.canvas;
    const stop = effect(() => made.playhead(watch.player.value?.time.value ?? 0));
    return () => {
      stop();
      watch.curveCanvas.value = null;
      watch.hovered.value = null;
      chart.current = null;
      made.destroy();
    };
  }, [dark]);
  useEffect(() => chart.current?.show(data), [curve, data.axisTop, data.otherTop]);
  useEffect(() => effect(() => chart.current?.mark(marks(curve))), [curve, dark]);
  return (
    <div class="curve-body">
      <div class="curve-chart" ref={holder} />
      <CurveKeys curve={curve} />
    </div>
  );
}

/** The style sheet is the one place for colours; a canvas has to ask it. */
function colours(element: Element, dark: boolean): CurveColours {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return { text: colour("--text-soft"), grid: colour("--line-soft"), faint: colour("--curve-raw"), band: colour("--band"), mark: colour("--text"), dark, font: "12px system-ui, sans-serif" };
}
