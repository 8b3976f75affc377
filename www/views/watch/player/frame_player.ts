/** Plays numbered frames by a clock of its own; frames that come too late are skipped, never queued. */
import { signal } from "@preact/signals";
import { frameAt, type Player } from "./player";

export interface FrameSource {
  readonly frames: number;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  draw(frame: number, context: CanvasRenderingContext2D): Promise<void>;
}

export class FramePlayer implements Player {
  readonly surface = document.createElement("canvas");
  readonly width: number;
  readonly height: number;
  readonly time = signal(0);
  readonly playing = signal(false);
  readonly trouble = signal<string | null>(null);
  readonly #source: FrameSource;
  readonly #context: CanvasRenderingContext2D;
  #times: Float64Array;
  #duration: number;
  /** Where the clock stands, seconds; `time` follows with each frame that is drawn. */
  #clock = 0;
  #lastTick: number | null = null;
  #drawn = -1;
  #drawing = false;
  #closed = false;

  constructor(source: FrameSource) {
    this.#source = source;
    this.width = this.surface.width = source.width;
    this.height = this.surface.height = source.height;
    const context = this.surface.getContext("2d");
    if (context === null) throw new Error("This browser gives no 2D canvas to draw the frames on.");
    this.#context = context;
    this.#times = Float64Array.from({ length: source.frames }, (_, frame) => frame / source.fps);
    this.#duration = source.frames / source.fps;
    void this.#show();
  }

  get duration(): number {
    return this.#duration;
  }

  play(): void {
    if (this.playing.value || this.#closed) return;
    this.playing.value = true;
    this.#lastTick = null;
    requestAnimationFrame(this.#tick);
  }

  pause(): void {
    this.playing.value = false;
  }

  seek(time: number): void {
    this.#clock = Math.min(Math.max(0, time), Math.max(0, this.#times.at(-1) ?? 0));
    void this.#show();
  }

  step(frames: number): void {
    this.pause();
    const next = Math.min(Math.max(0, frameAt(this.#times, this.#clock) + frames), this.#times.length - 1);
    this.seek(this.#times[next] ?? 0);
  }

  retime(times: Float64Array): void {
    if (times.length !== this.#times.length) return;
    const frame = frameAt(this.#times, this.#clock);
    this.#times = times;
    const last = times.at(-1) ?? 0;
    this.#duration = last + last / Math.max(1, times.length - 1);
    this.seek(times[frame] ?? 0);
  }

  close(): void {
    this.#closed = true;
    this.playing.value = false;
  }

  readonly #tick = (now: number): void => {
    if (!this.playing.value) return;
    if (this.#lastTick !== null) {
      // A tab that slept must not jump.
      const elapsed = Math.min(0.25, (now - this.#lastTick) / 1000);
      this.#clock = (this.#clock + elapsed) % this.#duration;
      void this.#show();
    }
    this.#lastTick = now;
    requestAnimationFrame(this.#tick);
  };

  async #show(): Promise<void> {
    if (this.#drawing) return; // The frame that is due is drawn when the one in hand is done.
    this.#drawing = true;
    try {
      let frame = frameAt(this.#times, this.#clock);
      while (!this.#closed && frame !== this.#drawn) {
        await this.#source.draw(frame, this.#context);
        this.#drawn = frame;
        this.trouble.value = null;
        this.time.value = this.#times[frame] ?? 0;
        frame = frameAt(this.#times, this.#clock);
      }
    } catch (error) {
      this.trouble.value = error instanceof Error ? error.message : String(error);
      this.pause();
    } finally {
      this.#drawing = false;
    }
  }
}
