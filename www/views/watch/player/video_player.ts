/** Plays a video file with the browser's own element, which keeps the clock. */
import { signal } from "@preact/signals";
import { frameAt, type Player } from "./player";

/** Length of a step before the frames' times are known, seconds. */
const GUESSED_FRAME = 1 / 25;

export class VideoPlayer implements Player {
  readonly time = signal(0);
  readonly playing = signal(false);
  readonly trouble = signal<string | null>(null);
  readonly #address: string;
  #times: Float64Array | null = null;

  private constructor(
    readonly surface: HTMLVideoElement,
    address: string,
  ) {
    this.#address = address;
    surface.addEventListener("play", () => (this.playing.value = true));
    surface.addEventListener("pause", () => (this.playing.value = false));
    surface.addEventListener("seeked", () => (this.time.value = surface.currentTime));
    surface.addEventListener("error", () => (this.trouble.value = "The browser stopped playing this video."));
    // Missing in some browsers, whatever the types say; the time is then less exact.
    if ("requestVideoFrameCallback" in surface) surface.requestVideoFrameCallback(this.#onFrame);
    else (surface as HTMLVideoElement).addEventListener("timeupdate", () => (this.time.value = (surface as HTMLVideoElement).currentTime));
  }

  /** Rejects where the browser cannot play the file. */
  static async open(file: File): Promise<VideoPlayer> {
    const element = document.createElement("video");
    const address = URL.createObjectURL(file);
    Object.assign(element, { muted: true, loop: true, playsInline: true, preload: "auto", src: address });
    await new Promise<void>((resolve, reject) => {
      element.addEventListener("loadeddata", () => resolve(), { once: true });
      element.addEventListener("error", () => reject(new Error(`This browser cannot play ${file.name}.`)), { once: true });
    }).catch((error: unknown) => {
      URL.revokeObjectURL(address);
      throw error;
    });
    return new VideoPlayer(element, address);
  }

  get width(): number {
    return this.surface.videoWidth;
  }
  get height(): number {
    return this.surface.videoHeight;
  }
  get duration(): number {
    // A recording from the webcam has no length until it has been read to its end.
    return Number.isFinite(this.surface.duration) ? this.surface.duration : (this.#times?.at(-1) ?? 0);
  }

  play(): void {
    this.surface.play().catch(() => undefined); // Refused or replaced by a pause: the `play` event tells.
  }
  pause(): void {
    this.surface.pause();
  }
  seek(time: number): void {
    this.surface.currentTime = Math.min(Math.max(0, time), this.duration);
  }

  step(frames: number): void {
    this.pause();
    if (this.#times === null) return this.seek(this.time.value + frames * GUESSED_FRAME);
    const next = Math.min(Math.max(0, frameAt(this.#times, this.time.value) + frames), this.#times.length - 1);
    // A little into the frame: at its very start some decoders still show the one before.
    this.seek((this.#times[next] ?? 0) + 0.001);
  }

  retime(times: Float64Array): void {
    this.#times = times;
  }

  close(): void {
    this.surface.pause();
    this.surface.removeAttribute("src");
    this.surface.load();
    URL.revokeObjectURL(this.#address);
  }

  readonly #onFrame = (_now: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
    this.time.value = mediaTime;
    this.surface.requestVideoFrameCallback(this.#onFrame);
  };
}
