/**
 * Draws the boxes of the shown frame, tinted by score; where a score is over the threshold it is written beside its box.
 * Where a method scores whole frames, a frame over the threshold gets a rim.
 */
import { scoreColour } from "../../charts/score_colour";
import type { Objects, ScoredClip } from "../../session/protocol";
import { ROBUST } from "./units";

export type Drawing = Boxes | Whole;
interface Boxes {
  readonly kind: "boxes";
  readonly result: ScoredClip;
  readonly frame: number;
  readonly threshold: number;
}
interface Whole {
  readonly kind: "whole";
  /** Score as a share of its axis, 0 to 1. */
  readonly share: number;
  readonly words: string;
}

/** The objects of the last analysed frame at or before `frame`: a range of indices, end excluded. */
export function objectsAt({ frame: frames }: Objects, frame: number, stride: number): { readonly from: number; readonly to: number } {
  const to = firstAfter(frames, frame);
  const last = to > 0 ? (frames[to - 1] ?? 0) : 0;
  // Older than the analysis' own step: no object was found since.
  if (to === 0 || frame - last >= stride) return { from: to, to };
  return { from: firstAfter(frames, last - 1), to };
}

/** Index of the object with the highest score at `frame`; null where there is none. */
export function worstAt(result: ScoredClip, frame: number): number | null {
  const { from, to } = objectsAt(result.objects, frame, result.analysed.stride);
  let worst: number | null = null;
  for (let i = from; i < to; i++) {
    if (worst === null || (result.objects.score[i] ?? -Infinity) > (result.objects.score[worst] ?? -Infinity)) worst = i;
  }
  return worst;
}

export function drawOverlay(canvas: HTMLCanvasElement, drawing: Drawing | null): void {
  const scale = devicePixelRatio;
  const width = Math.round(canvas.clientWidth * scale);
  const height = Math.round(canvas.clientHeight * scale);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.clearRect(0, 0, width, height);
  if (drawing?.kind === "boxes") drawBoxes(context, drawing, scale);
  else if (drawing !== null) drawRim(context, drawing, scale);
}

function drawRim(context: CanvasRenderingContext2D, { share, words }: Whole, scale: number): void {
  const { width, height } = context.canvas;
  const line = 4 * scale;
  context.strokeStyle = scoreColour(share, 1, true);
  context.lineWidth = line;
  context.strokeRect(line / 2, line / 2, width - line, height - line);
  writeScore(context, words, line, line, scale);
}

function drawBoxes(context: CanvasRenderingContext2D, { result, frame, threshold }: Boxes, scale: number): void {
  const { width, height } = context.canvas;
  const { from, to } = objectsAt(result.objects, frame, result.analysed.stride);
  const x = width / result.clip.width;
  const y = height / result.clip.height;
  for (let i = from; i < to; i++) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = result.objects.box.subarray(4 * i, 4 * i + 4);
    const score = result.objects.score[i] ?? NaN;
    const over = score > threshold;
    const line = (over ? 3 : 1.5) * scale;
    // A dark rim first: the outline must be seen on any picture.
    for (const [style, width] of [["rgb(20 18 16 / 0.6)", line + 2 * scale], [scoreColour(score, ROBUST.top, true), line]] as const) {
      context.strokeStyle = style;
      context.lineWidth = width;
      context.strokeRect(x1 * x, y1 * y, (x2 - x1) * x, (y2 - y1) * y);
    }
    if (over) writeScore(context, score.toFixed(1), x1 * x, y1 * y, scale);
  }
}

function writeScore(context: CanvasRenderingContext2D, text: string, x: number, y: number, scale: number): void {
  const size = 13 * scale;
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textBaseline = "top";
  const width = context.measureText(text).width + 8 * scale;
  const height = size + 5 * scale;
  const left = Math.min(Math.max(0, x), context.canvas.width - width);
  const top = y >= height ? y - height : y;
  context.fillStyle = "rgb(20 18 16 / 0.85)";
  context.fillRect(left, top, width, height);
  context.fillStyle = "#fff";
  context.fillText(text, left + 4 * scale, top + 3 * scale);
}

function firstAfter(frames: Uint32Array, frame: number): number {
  let low = 0;
  let high = frames.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((frames[middle] ?? Infinity) <= frame) low = middle + 1;
    else high = middle;
  }
  return low;
}
