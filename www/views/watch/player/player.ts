/** What the Watch view plays, whatever it is made of: a scene, a video file or a list of pictures. Times in seconds. */
import type { ReadonlySignal } from "@preact/signals";

export interface Player {
  /** The element that shows the picture; the overlay lies on top of it. */
  readonly surface: HTMLCanvasElement | HTMLVideoElement;
  readonly width: number;
  readonly height: number;
  readonly duration: number;
  /** Time of the frame that is shown, so that what is drawn over it belongs to it. */
  readonly time: ReadonlySignal<number>;
  readonly playing: ReadonlySignal<boolean>;
  /** A sentence, where there is nothing to see although the clip may be scored. */
  readonly trouble: ReadonlySignal<string | null>;
  play(): void;
  pause(): void;
  seek(time: number): void;
  /** Forwards or backwards by so many frames; pauses. */
  step(frames: number): void;
  /** The exact times of the frames, known once the clip has been decoded. */
  retime(times: Float64Array): void;
  close(): void;
}

/** Index of the frame that is shown at `time`: the last one that has begun. */
export function frameAt(times: Float64Array, time: number): number {
  // Players and decoders round differently; half a millisecond is far below any frame's length.
  const limit = time + 0.0005;
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
