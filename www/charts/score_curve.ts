/**
 * The score curve: a uPlot chart on a fixed axis, with bands of truth, the visitor's marks, the threshold, the playhead
 * and up to two other curves of the same clip. Knows values and colours, nothing of workers or players.
 */
import uPlot from "uplot";
import { bandsPlugin, type CurveMarks } from "./curve_marks";
import { scoreGradient } from "./score_colour";

export interface CurveData {
  /** Seconds. */
  readonly times: Float64Array;
  /** The plotted curve. */
  readonly values: Float32Array;
  /** The unsmoothed scores on the same scale; null where there are none, or the scale is degenerate. */
  readonly raw: Float32Array | null;
  /** Where the y axis ends, and where the scale of colours does. */
  readonly axisTop: number;
  readonly full: number;
  readonly others: readonly OtherCurve[];
  /** Where the second y axis ends, for the others that have another unit. */
  readonly otherTop: number;
}
/** Another curve over the same times. */
export interface OtherCurve {
  readonly values: ArrayLike<number>;
  readonly sharesAxis: boolean;
  /** Pixels; what tells it from the rest without colour. */
  readonly dash: readonly number[];
}
export interface CurveEvents {
  readonly onSeek: (time: number) => void;
  /** The moment under the pointer; null when it leaves. */
  readonly onHover: (time: number | null) => void;
}
export interface CurveColours {
  readonly text: string;
  readonly grid: string;
  readonly faint: string;
  readonly band: string;
  readonly mark: string;
  readonly dark: boolean;
  readonly font: string;
}

/** Pixels; `curve.css` keeps the same height free. */
const HEIGHT = 216;
/** Pixels beside the plot; `curve.css` insets what stands under it by the same. */
const SIDE_AXIS = 34;
/** uPlot's number for the right side. */
const RIGHT = 1;

export class ScoreCurve {
  readonly #plot: uPlot;
  readonly #playhead = document.createElement("div");
  readonly #resize: ResizeObserver;
  #data: CurveData;
  #marks: CurveMarks;

  constructor(parent: HTMLElement, data: CurveData, marks: CurveMarks, colours: CurveColours, events: CurveEvents) {
    this.#data = data;
    this.#marks = marks;
    this.#playhead.className = "curve-playhead";
    const width = Math.max(200, parent.clientWidth);
    this.#plot = new uPlot(this.#options(width, colours), columns(data), parent);
    this.#plot.over.append(this.#playhead);
    listenToPointer(this.#plot, events);
    this.#resize = new ResizeObserver(() => {
      if (parent.clientWidth > 0 && parent.clientWidth !== this.#plot.width) this.#plot.setSize({ width: parent.clientWidth, height: HEIGHT });
    });
    this.#resize.observe(parent);
  }

  /** Other values; as many other curves as before. */
  show(data: CurveData): void {
    this.#data = data;
    this.#plot.setData(columns(data));
  }

  mark(marks: CurveMarks): void {
    this.#marks = marks;
    this.#plot.redraw(false);
  }

  /** Moves the playhead without drawing the chart anew. */
  playhead(time: number): void {
    this.#playhead.style.transform = `translateX(${this.#plot.valToPos(time, "x")}px)`;
  }

  get canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas;
  }

  destroy(): void {
    this.#resize.disconnect();
    this.#plot.destroy();
  }

  #options(width: number, colours: CurveColours): uPlot.Options {
    const axis = { stroke: colours.text, font: colours.font, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } };
    const { others } = this.#data;
    const isSecond = others.some(({ sharesAxis }) => !sharesAxis);
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- a const enum of declarations alone has no value to name
    const second: uPlot.Axis[] = isSecond ? [{ ...axis, scale: "second", side: RIGHT, size: SIDE_AXIS, space: 36, grid: { show: false } }] : [];
    return {
      width,
      height: HEIGHT,
      padding: [10, 6, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 7 } },
      scales: { x: { time: false, range: (_plot, min, max) => [min, Math.max(max, min + 0.1)] }, y: { range: () => [0, this.#data.axisTop] }, second: { range: () => [0, this.#data.otherTop] } },
      axes: [
        { ...axis, size: 28, space: 64, values: (_plot, ticks) => ticks.map((tick) => `${Math.floor(tick / 60)}:${String(Math.round(tick % 60)).padStart(2, "0")}`), incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600] },
        { ...axis, size: SIDE_AXIS, space: 36 },
        ...second,
      ],
      series: [
        {},
        { stroke: colours.faint, width: 1, points: { show: false } },
        {
          stroke: (plot) => scoreGradient(plot.ctx, plot.bbox.top + plot.bbox.height, plot.bbox.top, this.#data.axisTop, this.#data.full, colours.dark),
          width: 2.5,
          points: { show: false },
        },
        ...others.map(({ sharesAxis, dash }) => ({ scale: sharesAxis ? "y" : "second", stroke: colours.text, width: 1.5, dash: [...dash], points: { show: false } })),
      ],
      plugins: [bandsPlugin(() => this.#marks, colours)],
    };
  }
}

function columns({ times, values, raw, others }: CurveData): uPlot.AlignedData {
  return [times, raw ?? new Float32Array(times.length).fill(NaN), values, ...others.map((other) => Float32Array.from(other.values))];
}

/** Click or drag: the clip follows. */
function listenToPointer(plot: uPlot, { onSeek, onHover }: CurveEvents): void {
  const { over } = plot;
  const moment = (event: PointerEvent) => plot.posToVal(event.clientX - over.getBoundingClientRect().left, "x");
  over.addEventListener("pointerdown", (event) => {
    over.setPointerCapture(event.pointerId);
    onSeek(moment(event));
  });
  over.addEventListener("pointermove", (event) => {
    if (over.hasPointerCapture(event.pointerId)) onSeek(moment(event));
    onHover(moment(event));
  });
  over.addEventListener("pointerleave", () => onHover(null));
}

/**
 * The unsmoothed scores in robust units: smoothed and robust differ by a shift and a factor, found from the lowest and
 * the highest smoothed value. null where all values are equal and there is no such factor.
 */
export function rawInRobustUnits(track: { readonly raw: Float32Array; readonly smoothed: Float32Array; readonly robust: Float32Array }): Float32Array | null {
  const { raw, smoothed, robust } = track;
  let low = 0;
  let high = 0;
  smoothed.forEach((value, i) => {
    if (value < (smoothed[low] ?? value)) low = i;
    if (value > (smoothed[high] ?? value)) high = i;
  });
  const at = (values: Float32Array, i: number) => values[i] ?? NaN;
  const factor = (at(robust, high) - at(robust, low)) / (at(smoothed, high) - at(smoothed, low));
  if (!Number.isFinite(factor)) return null;
  const shift = at(robust, low) - factor * at(smoothed, low);
  return raw.map((value) => factor * value + shift);
}
