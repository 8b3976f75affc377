/**
 * A clip as the worker reads it: frames one at a time, in the order in which they are shown, each exactly once.
 *
 * A frame becomes pixels only if it is asked to, because most of the cost is there and the analysis wants only about
 * 15 frames a second. Nothing is kept: a frame is valid until the next one is asked for.
 */

/** RGBA bytes, row-major, of the size in [`ClipInfo`]. */
export type Pixels = Uint8Array<ArrayBuffer>;

/** What is known of a clip before its frames are read. */
export interface ClipInfo {
  readonly name: string;
  /** Of the pixels that frames give: as shown (rotated, square pixels), and no longer than `MAX_READ_SIDE`. */
  readonly width: number;
  readonly height: number;
  /** Frames per second: the mean where the rate varies. */
  readonly fps: number;
  /** null where only reading to the end would tell. */
  readonly frames: number | null;
  readonly seconds: number | null;
  /** "H.264", "VP9", …; null where nothing is decoded. */
  readonly codec: string | null;
}

/** One frame, valid until the next one is asked for. */
export interface ClipFrame {
  /** Seconds from the start of the clip. */
  readonly time: number;
  pixels(): Promise<Pixels>;
}

/** Frames for `for await`; sources that need not wait give them at once. */
export type FrameStream = AsyncIterable<ClipFrame> | Iterable<ClipFrame>;

/** A clip being read. */
export interface FrameSource {
  readonly info: ClipInfo;
  /** Sentences to show beside the result; complete once the frames have been read. */
  readonly notes: readonly string[];
  /** All frames, once. Leaving the loop early closes what is open. */
  frames(): FrameStream;
  /** The frames shown at `times` (seconds, ascending), for a look before the run; none where frames come only once. */
  at(times: readonly number[]): FrameStream;
  close(): void;
}
