/** Turning what the browser can draw into RGBA bytes. */

import { MediaFailure } from "./failure";
import type { Pixels } from "./source";

/**
 * Longest side that frames are read at, in pixels. The analysis works on at most 640, so a 3840x2160 frame (33 MB of
 * RGBA) is halved by the browser on the way; ours.
 */
export const MAX_READ_SIDE = 1920;
/** Longest side that is taken at all; canvases and hardware decoders end at or below it. */
const MAX_SIDE = 16_384;

/** A frame's size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `size`, or its reduction to `MAX_READ_SIDE` with the same proportions; refuses sizes that are no frame. */
export function readSize(name: string, { width, height }: Size): Size {
  const longest = Math.max(width, height);
  if (!(width >= 1 && height >= 1 && longest <= MAX_SIDE)) {
    throw new MediaFailure(
      "cannot-decode",
      `“${name}” has frames of ${width}x${height} pixels; sides from 1 to ${MAX_SIDE} can be read.`,
      "Scale the video down, for example to 1280 pixels wide, and choose that file.",
    );
  }
  const scale = Math.min(1, MAX_READ_SIDE / longest);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The note that belongs to a reduction, or none. */
export function reductionNotes(own: Size, read: Size): string[] {
  if (own.width === read.width && own.height === read.height) return [];
  return [`Frames of ${own.width}x${own.height} pixels were read at ${read.width}x${read.height}.`];
}

/** A canvas of one size, used again for every frame. */
export class Raster {
  readonly #size: Size;
  readonly #context: OffscreenCanvasRenderingContext2D;

  constructor(size: Size) {
    this.#size = size;
    // Read back at once, frame by frame: a canvas in graphics memory would stall on each.
    const context = new OffscreenCanvas(size.width, size.height).getContext("2d", { willReadFrequently: true });
    if (context === null) {
      throw new MediaFailure("out-of-memory", `No canvas of ${size.width}x${size.height} pixels could be made.`, "Close other tabs, or choose a smaller video.");
    }
    context.imageSmoothingQuality = "high";
    this.#context = context;
  }

  /** What `draw` leaves on the cleared canvas. */
  read(draw: (context: OffscreenCanvasRenderingContext2D, width: number, height: number) => void): Pixels {
    const { width, height } = this.#size;
    this.#context.clearRect(0, 0, width, height);
    draw(this.#context, width, height);
    const { data } = this.#context.getImageData(0, 0, width, height);
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}
