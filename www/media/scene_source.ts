/** A rendered scene as a clip: frames are drawn by the crate as they are asked for. */

import type { ClipFrame, ClipInfo, FrameSource } from "./source";

/** What a scene of the crate offers here (`Scene` in the generated bindings). */
export interface RenderedScene {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  render(frame: number): Uint8ClampedArray;
  free(): void;
}

/** Takes over `scene`; `close` frees it. */
export function sceneSource(scene: RenderedScene, frames: number): FrameSource {
  const { width, height, fps } = scene;
  const info: ClipInfo = { name: "the scene", width, height, fps, frames, seconds: frames / fps, codec: null };
  const frame = (t: number): ClipFrame => ({
    time: t / fps,
    // The scene's own copy, never a view of the module's memory: transfers and later growth cannot touch it.
    pixels: () => Promise.resolve(new Uint8Array(scene.render(t))),
  });
  return {
    info,
    notes: [],
    *frames() {
      for (let t = 0; t < frames; t++) yield frame(t);
    },
    *at(times) {
      for (const time of times) yield frame(Math.min(frames - 1, Math.round(time * fps)));
    },
    close: () => {
      scene.free();
    },
  };
}
