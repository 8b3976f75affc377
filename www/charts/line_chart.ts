/** Lines over one axis: losses over steps, attention over snippets. Marked points stand on the first line. */
import uPlot from "uplot";

export interface Line {
  readonly name: string;
  readonly values: ArrayLike<number>;
  readonly colour: string;
  readonly dash?: readonly number[];
}
export interface LineChartData {
  readonly x: ArrayLike<number>;
  readonly lines: readonly Line[];
  /** Indices of points to mark on the first line. */
  readonly marked?: ArrayLike<number>;
  /** Where a line stands across the chart, on the x axis. */
  readonly at?: number;
  /** The least that the y axis spans. */
  readonly span: readonly [number, number];
}
export interface LineColours {
  readonly text: string;
  readonly grid: string;
  readonly font: string;
}

export class LineChart {
  readonly #plot: uPlot;
  readonly #resize: ResizeObserver;
  #data: LineChartData;

  constructor(parent: HTMLElement, height: number, data: LineChartData, colours: LineColours) {
    this.#data = data;
    const axis = { stroke: colours.text, font: colours.font, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } };
    const options: uPlot.Options = {
      width: Math.max(200, parent.clientWidth),
      height,
      padding: [10, 10, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: (_plot, min, max) => [min, Math.max(max, min + 1)] },
        y: { range: (_plot, min, max) => [Math.min(min, this.#data.span[0]), Math.max(max, this.#data.span[1])] },
      },
      axes: [{ ...axis, size: 28, space: 56 }, { ...axis, size: 48, space: 34 }],
      series: [{}, ...data.lines.map(({ colour, dash }) => ({ stroke: colour, width: 2, spanGaps: true, points: { show: false }, ...(dash !== undefined && { dash: [...dash] }) }))],
      plugins: [{ hooks: { draw: (plot) => this.#drawMarks(plot, colours) } }],
    };
    this.#plot = new uPlot(options, columns(data), parent);
    this.#resize = new ResizeObserver(() => {
      if (parent.clientWidth > 0 && parent.clientWidth !== this.#plot.width) this.#plot.setSize({ width: parent.clientWidth, height });
    });
    this.#resize.observe(parent);
  }

  /** Other values of the same lines. */
  show(data: LineChartData): void {
    this.#data = data;
    this.#plot.setData(columns(data));
  }

  destroy(): void {
    this.#resize.disconnect();
    this.#plot.destroy();
  }

  #drawMarks(plot: uPlot, colours: LineColours): void {
    const { x, lines, marked, at } = this.#data;
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    if (at !== undefined) {
      const left = plot.valToPos(at, "x", true);
      ctx.strokeStyle = colours.text;
      ctx.lineWidth = ratio;
      ctx.setLineDash([4 * ratio, 4 * ratio]);
      ctx.beginPath();
      ctx.moveTo(left, bbox.top);
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
    }
    const first = lines[0];
    if (first !== undefined) {
      ctx.fillStyle = first.colour;
      for (const index of Array.from(marked ?? [])) {
        ctx.beginPath();
        ctx.arc(plot.valToPos(x[index] ?? NaN, "x", true), plot.valToPos(first.values[index] ?? NaN, "y", true), 4.5 * ratio, 0, 2 * Math.PI);
        ctx.fill();
      }
    }
    ctx.restore();
  }
}

function columns({ x, lines }: LineChartData): uPlot.AlignedData {
  return [Float64Array.from(x), ...lines.map(({ values }) => Float64Array.from(values))];
}
