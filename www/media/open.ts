/** From what the page asked for to a source of frames. Runs in the worker. */

import type { ClipSource, SceneScript } from "../session/protocol";
import { openPictures, pictureFiles } from "./picture_source";
import type { DecodePicture } from "./picture_source";
import { openPushed } from "./pushed_source";
import type { AskForFrame } from "./pushed_source";
import { sceneSource } from "./scene_source";
import type { RenderedScene } from "./scene_source";
import { isVideo, sniff } from "./sniff";
import type { FrameSource } from "./source";
import { unreadable } from "./unreadable";

/** What opening a clip needs from outside this folder. */
export interface Surroundings {
  scene(seed: number, frames: number, odd: boolean): RenderedScene;
  ownScene(script: SceneScript): RenderedScene;
  readonly decodePicture: DecodePicture;
  readonly askForFrame: AskForFrame;
}

/** Opens `clip`; throws `MediaFailure` with words for the visitor. */
export async function openSource(clip: ClipSource, around: Surroundings): Promise<FrameSource> {
  switch (clip.kind) {
    case "scene":
      return sceneSource(around.scene(clip.seed, clip.frames, clip.odd), clip.frames);
    case "own-scene":
      return sceneSource(around.ownScene(clip.script), clip.script.frames);
    case "video":
    case "zip":
      return openFile(clip.file, around);
    case "pictures": {
      const { pictures, notes } = await pictureFiles(clip.files);
      return openPictures(`the ${clip.files.length} chosen files`, pictures, around.decodePicture, notes);
    }
    case "pushed":
      return openPushed(clip, around.askForFrame);
  }
}

/** One file: its bytes decide what it is, not what the page took it for. */
async function openFile(file: File, { decodePicture }: Surroundings): Promise<FrameSource> {
  const type = await sniff(file);
  // Loaded when first needed: a scene needs neither, and together they are a third of the page's script.
  if (isVideo(type)) return (await import("./video_source")).openVideo(file, type);
  if (type === "zip") return (await import("./zip_source")).openZip(file, decodePicture);
  throw unreadable(file.name, type);
}
