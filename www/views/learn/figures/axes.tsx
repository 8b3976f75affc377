/** A rectangle to draw in, with ticks. */
import type { ComponentChildren } from "preact";

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}
export type Span = readonly [from: number, to: number];

/** Room for the ticks, pixels. */
const LEFT = 40;
const BOTTOM = 40;
const TOP = 10;
const RIGHT = 12;

export function frameOf(width: number, height: number, [x0, x1]: Span, [y0, y1]: Span): Frame {
  const inner = { left: LEFT, top: TOP, width: width - LEFT - RIGHT, height: height - TOP - BOTTOM };
  return {
    ...inner,
    x: (value) => inner.left + ((value - x0) / (x1 - x0)) * inner.width,
    y: (value) => inner.top + (1 - (value - y0) / (y1 - y0)) * inner.height,
  };
}

interface AxesProps {
  readonly frame: Frame;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly xName: string;
  readonly yName: string;
  readonly children: ComponentChildren;
}

export function Axes({ frame, xTicks, yTicks, xName, yName, children }: AxesProps) {
  const { left, top, width, height, x, y } = frame;
  return (
    <g>
      <rect class="plot-ground" x={left} y={top} width={width} height={height} />
      {yTicks.map((tick) => <g key={`y${tick}`}><line class="plot-grid" x1={left} x2={left + width} y1={y(tick)} y2={y(tick)} /><text class="plot-tick" x={left - 6} y={y(tick)} dy="0.32em" text-anchor="end">{label(tick)}</text></g>)}
      {xTicks.map((tick) => <g key={`x${tick}`}><line class="plot-grid" x1={x(tick)} x2={x(tick)} y1={top} y2={top + height} /><text class="plot-tick" x={x(tick)} y={top + height + 16} text-anchor="middle">{label(tick)}</text></g>)}
      <text class="plot-name" x={left + width} y={top + height + 33} text-anchor="end">{xName}</text>
      <text class="plot-name" x={left + 6} y={top + 14}>{yName}</text>
      {children}
    </g>
  );
}

function label(tick: number): string {
  return String(Number(tick.toPrecision(3)));
}

/** A path through points. */
export function pathOf(xs: ArrayLike<number>, ys: ArrayLike<number>, { x, y }: Frame): string {
  let path = "";
  for (let i = 0; i < xs.length; i++) path += `${i === 0 ? "M" : "L"}${x(xs[i] ?? 0).toFixed(1)} ${y(ys[i] ?? 0).toFixed(1)}`;
  return path;
}

export const TENTHS = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;
export const UNIT: Span = [0, 1];
