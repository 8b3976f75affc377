/** A curve of two rates from 0 to 1, with a second one beside it where two methods are compared. */
import uPlot from "uplot";

export interface RatePoints {
  /** Ascending, from 0 to 1. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}
export interface RateColours {
  readonly line: string;
  readonly second: string;
  readonly chance: string;
  readonly text: string;
  readonly grid: string;
  readonly font: string;
}
export interface RateChart {
  readonly curve: RatePoints;
  readonly second: RatePoints | null;
  /** Two ends of the line of a score that knows nothing. */
  readonly chance: readonly [number, number];
}

export class RateCurve {
  readonly #plot: uPlot;
  readonly #resize: ResizeObserver;

  #chart: RateChart;

  constructor(parent: HTMLElement, chart: RateChart, colours: RateColours) {
    this.#chart = chart;
    const size = () => ({ width: Math.max(200, parent.clientWidth), height: heightFor(parent.clientWidth) });
    this.#plot = new uPlot({ ...options(colours, () => this.#chart), ...size() }, columns(chart), parent);
    this.#resize = new ResizeObserver(() => {
      if (parent.clientWidth > 0 && parent.clientWidth !== this.#plot.width) this.#plot.setSize(size());
    });
    this.#resize.observe(parent);
  }

  show(chart: RateChart): void {
    this.#chart = chart;
    this.#plot.setData(columns(chart));
  }

  get canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas;
  }

  destroy(): void {
    this.#resize.disconnect();
    this.#plot.destroy();
  }
}

/** As square as the place allows. */
function heightFor(width: number): number {
  return Math.round(Math.min(360, Math.max(220, width * 0.8)));
}

function options(colours: RateColours, chart: () => RateChart): Omit<uPlot.Options, "width" | "height"> {
  const axis = { stroke: colours.text, font: colours.font, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false }, incrs: [0.1, 0.2, 0.25, 0.5] };
  return {
    padding: [8, 10, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: () => [0, 1] }, y: { range: () => [0, 1] } },
    axes: [{ ...axis, size: 28, space: 48 }, { ...axis, size: 38, space: 36 }],
    series: [{}, { stroke: colours.line, width: 2.5, points: { show: false } }],
    plugins: [
      {
        hooks: {
          drawClear: (plot) => {
            const { chance, second } = chart();
            drawLine(plot, { x: [0, 1], y: chance }, colours.chance, 1, [3, 4]);
            if (second !== null) drawLine(plot, second, colours.second, 2, [7, 4]);
          },
        },
      },
    ],
  };
}

/** Of its own points, which share no x with the curve's. */
function drawLine(plot: uPlot, { x, y }: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }, colour: string, width: number, dash: readonly number[]): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  for (let i = 0; i < x.length; i++) ctx.lineTo(plot.valToPos(x[i] ?? NaN, "x", true), plot.valToPos(y[i] ?? NaN, "y", true));
  ctx.strokeStyle = colour;
  ctx.lineWidth = width * ratio;
  ctx.setLineDash(dash.map((length) => length * ratio));
  ctx.stroke();
  ctx.restore();
}

function columns({ curve }: RateChart): uPlot.AlignedData {
  return [curve.x, curve.y];
}

/** Height of the curve at `x`, along the line between its points; the last point where several stand at `x`. */
export function heightAt({ x, y }: RatePoints, at: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  const [x0 = 0, y0 = 0, x1 = x0, y1 = y0] = [x[low - 1], y[low - 1], x[low], y[low]];
  return x1 > x0 ? y0 + ((at - x0) / (x1 - x0)) * (y1 - y0) : y0;
}
