/**
 * The way in for videos that WebCodecs cannot decode but the `<video>` element can (HEVC on some systems). Runs on the
 * page and pushes frames to the worker.
 *
 * The element does not tell where its frames lie, so the clip is sampled: it is moved to the middle of every
 * `1 / fps` and the picture shown there is taken. `fps` is measured by playing a moment where the browser reports
 * frames, else assumed. Times are therefore approximate, frames may repeat or be missed, and the result says so.
 */

import { CONVERT, MediaFailure } from "./failure";
import type { PushedFrame } from "./pushed_source";

/** Assumed where the browser does not report frames. */
const ASSUMED_FPS = 25;
/** More than this is not asked of an element that must be moved for every frame; the analysis wants about 15. */
const MAX_FPS = 30;
/** Frames and milliseconds for measuring the rate. */
const RATE_FRAMES = 20;
const RATE_MS = 2000;
const OPEN_MS = 15_000;

/** A clip that the page pushes. */
export interface ElementFrames {
  readonly name: string;
  /** Estimated. */
  readonly frames: number;
  readonly fps: number;
  /** The next frame; a null frame ends the clip. */
  next(): Promise<PushedFrame>;
  close(): void;
}

/** Opens `file` in a hidden element; throws `unless`, the failure of the first way in, if the element cannot either. */
export async function openVideoElement(file: File, unless: MediaFailure): Promise<ElementFrames> {
  const url = URL.createObjectURL(file);
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.preload = "auto";
  const close = (): void => {
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(url);
  };
  try {
    video.src = url;
    await happens(video, "loadeddata", OPEN_MS);
    if (video.videoWidth === 0 || !Number.isFinite(video.duration)) throw unless;
    const fps = Math.min(MAX_FPS, await measuredRate(video));
    return { name: file.name, frames: Math.floor(video.duration * fps), fps, next: sampler(video, file.name, fps), close };
  } catch {
    close();
    throw unless; // Its words say more than the element's error code.
  }
}

function sampler(video: HTMLVideoElement, name: string, fps: number): () => Promise<PushedFrame> {
  let index = 0;
  return async () => {
    const time = (index + 0.5) / fps;
    if (time >= video.duration) return { frame: null, time };
    index++;
    video.currentTime = time;
    if (!(await happens(video, "seeked", OPEN_MS).then(() => true, () => false))) {
      throw new MediaFailure("cannot-decode", `The video player could not show “${name}” at ${time.toFixed(2)} s.`, CONVERT);
    }
    return { frame: await createImageBitmap(video), time: (index - 1) / fps };
  };
}

/** Frames per second while playing, from the media times of the frames shown. */
async function measuredRate(video: HTMLVideoElement): Promise<number> {
  // Missing in some browsers, whatever the types say.
  if (!("requestVideoFrameCallback" in video)) return ASSUMED_FPS;
  const times: number[] = [];
  const enough = new Promise<void>((resolve) => {
    const note = (_now: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
      times.push(mediaTime);
      if (times.length >= RATE_FRAMES) resolve();
      else video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
  });
  const late = new Promise<void>((resolve) => setTimeout(resolve, RATE_MS));
  await video.play();
  await Promise.race([enough, late, happens(video, "ended", RATE_MS).catch(() => undefined)]);
  video.pause();
  // The shortest step is one frame: a busy browser skips frames, it never invents them.
  const steps = times.slice(1).map((time, i) => time - (times[i] ?? time)).filter((step) => step > 0);
  return steps.length < 3 ? ASSUMED_FPS : 1 / Math.min(...steps);
}

function happens(video: HTMLVideoElement, event: "loadeddata" | "seeked" | "ended", withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = new AbortController();
    const settle = (finish: () => void): void => {
      done.abort();
      clearTimeout(timer);
      finish();
    };
    const fail = (): void => {
      settle(() => {
        reject(new Error(video.error?.message ?? `no ${event} within ${withinMs} ms`));
      });
    };
    const timer = setTimeout(fail, withinMs);
    video.addEventListener(event, () => { settle(resolve); }, { signal: done.signal });
    video.addEventListener("error", fail, { signal: done.signal });
  });
}
