/** Frames that the page pushes one by one, because only its `<video>` element can decode the clip. */

import { Raster, readSize, reductionNotes } from "./raster";
import type { ClipFrame, ClipInfo, FrameSource } from "./source";
import { MediaFailure } from "./failure";

/** One answer of the page; a null frame ends the clip. */
export interface PushedFrame {
  readonly frame: ImageBitmap | null;
  readonly time: number;
}
/** Asks the page for the next frame. */
export type AskForFrame = () => Promise<PushedFrame>;

/** What the page announced. */
export interface Announced {
  readonly name: string;
  readonly frames: number;
  readonly fps: number;
}

/** Opens the clip by asking for its first frame, which tells the size. */
export async function openPushed({ name, frames, fps }: Announced, ask: AskForFrame): Promise<FrameSource> {
  const first = await ask();
  if (first.frame === null) {
    throw new MediaFailure("cannot-decode", `“${name}” gave no frame in the video player either.`, "Convert it to mp4 with H.264 and choose that file.");
  }
  const own = { width: first.frame.width, height: first.frame.height };
  const read = readSize(name, own);
  const raster = new Raster(read);
  const info: ClipInfo = { name, ...read, fps, frames: null, seconds: frames / fps, codec: null };
  return {
    info,
    notes: [...reductionNotes(own, read), "Decoded by the <video> element: frame times are approximate."],
    async *frames() {
      for (let next = first; next.frame !== null; next = await ask()) {
        const { frame: bitmap, time } = next;
        const read = () =>
          raster.read((context, width, height) => {
            context.drawImage(bitmap, 0, 0, width, height);
          });
        const frame: ClipFrame = { time, pixels: () => Promise.resolve().then(read) };
        try {
          yield frame;
        } finally {
          bitmap.close();
        }
      }
    },
    // Frames come once and in order: there is no looking ahead.
    at: () => [],
    close: () => {
      first.frame?.close();
    },
  };
}
