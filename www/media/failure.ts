/**
 * What can be wrong with a clip, as a value that travels to the page's alert.
 *
 * `kind` decides what the page offers next: `unsupported` means that this browser lacks a decoder and the
 * `<video>` element may still have one; `cannot-decode` and `bad-file` mean that no other way in exists.
 */

import type { Failure } from "../session/protocol";

/** A clip that cannot be read; `failure` is ready to be shown. */
export class MediaFailure extends Error {
  override readonly name = "MediaFailure";
  readonly failure: Failure;

  constructor(kind: Failure["kind"], detail: string, advice: string, cause?: unknown) {
    super(`${detail} ${advice}`, { cause });
    this.failure = { kind, detail, advice };
  }
}

/** What everybody can do with a video that no browser reads. */
export const CONVERT =
  "Convert it to mp4 with H.264 (HandBrake's preset “Fast 1080p30”, or: ffmpeg -i INPUT -c:v libx264 -pix_fmt yuv420p OUTPUT.mp4) and choose that file.";
/** What to do with a file that was cut short or altered on its way. */
export const FETCH_AGAIN = "Play it in a video player to see whether it is whole; if not, copy or download it again.";
/** What Oddframe reads. */
export const CHOOSE_VIDEO = "Choose a video (mp4, webm, mov, mkv), several pictures, or a zip of pictures.";

/** The words of an error of unknown make, without a full stop: they go into a sentence of ours. */
export function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/[.\s]+$/, "");
}
