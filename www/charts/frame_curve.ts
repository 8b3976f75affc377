/** The scores of one video over its frames, as steps, with the odd frames behind them and a threshold across. */
import uPlot from "uplot";
import { bandsPlugin, type CurveMarks } from "./curve_marks";

export interface FrameScores {
  /** First frame of each score, ascending. */
  readonly starts: Uint32Array;
  /** The frame after the last. */
  readonly end: number;
  readonly scores: Float32Array;
}
export interface FrameColours {
  readonly line: string;
  readonly text: string;
  readonly grid: string;
  readonly band: string;
  readonly font: string;
}

/** Pixels; `reproduce.css` keeps the same height free. */
const HEIGHT = 216;

export class FrameCurve {
  readonly #plot: uPlot;
  readonly #resize: ResizeObserver;

  constructor(parent: HTMLElement, data: FrameScores, marks: CurveMarks, colours: FrameColours) {
    const axis = { stroke: colours.text, font: colours.font, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } };
    const options: uPlot.Options = {
      width: Math.max(200, parent.clientWidth),
      height: HEIGHT,
      padding: [10, 10, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: (_plot, min, max) => [min, Math.max(max, min + 1)] }, y: { range: (_plot, min, max) => span(min, max, marks.threshold) } },
      axes: [{ ...axis, size: 28, space: 64 }, { ...axis, size: 44, space: 36 }],
      series: [{}, { stroke: colours.line, width: 2, points: { show: false }, ...stepped() }],
      plugins: [bandsPlugin(() => marks, { ...colours, mark: colours.text })],
    };
    this.#plot = new uPlot(options, columns(data), parent);
    this.#resize = new ResizeObserver(() => {
      if (parent.clientWidth > 0 && parent.clientWidth !== this.#plot.width) this.#plot.setSize({ width: parent.clientWidth, height: HEIGHT });
    });
    this.#resize.observe(parent);
  }

  get canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas;
  }

  destroy(): void {
    this.#resize.disconnect();
    this.#plot.destroy();
  }
}

/** A score stays until the next one: `align: 1`. */
function stepped(): Pick<uPlot.Series, "paths"> {
  const paths = uPlot.paths.stepped?.({ align: 1 });
  return paths === undefined ? {} : { paths };
}

/** 0 to 1 for probabilities; else what the scores need. The threshold is always on it. */
function span(min: number, max: number, threshold: number): [number, number] {
  const low = Math.min(0, min, threshold);
  const high = Math.max(1, max, threshold);
  return [low, high];
}

/** The last score is repeated at the end, so that its step is drawn. */
function columns({ starts, end, scores }: FrameScores): uPlot.AlignedData {
  const x = new Float64Array(starts.length + 1);
  const y = new Float64Array(starts.length + 1);
  x.set(starts);
  y.set(scores);
  x[starts.length] = end;
  y[starts.length] = scores.at(-1) ?? NaN;
  return [x, y];
}
