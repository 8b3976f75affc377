/** Where a frame player's frames come from: a scene that the studio renders, or pictures. */
import { PICTURE_FPS, pictureFiles, type PictureFile } from "../../../media/picture_source";
import type { SceneScript, SceneTruth } from "../../../session/protocol";
import type { Session } from "../../../session/session";
import type { FrameSource } from "./frame_player";

export interface Scene {
  readonly source: FrameSource;
  readonly truth: SceneTruth;
}

/** Makes the scene the studio's current one. */
export async function openScene(studio: Session, seed: number, frames: number, odd: boolean): Promise<Scene> {
  return drawnBy(studio, await studio.call({ kind: "scene", seed, frames, odd }));
}

/** The same for a scene of the visitor's own. */
export async function openOwnScene(studio: Session, script: SceneScript): Promise<Scene> {
  return drawnBy(studio, await studio.call({ kind: "own-scene", script }));
}

interface Set {
  readonly truth: SceneTruth;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
}

function drawnBy(studio: Session, { truth, fps, width, height }: Set): Scene {
  const source: FrameSource = {
    frames: truth.frames,
    fps,
    width,
    height,
    async draw(frame, context) {
      const { picture } = await studio.call({ kind: "render", frame });
      context.putImageData(new ImageData(picture, width, height), 0, 0);
    },
  };
  return { source, truth };
}

export async function openPictures(files: readonly File[]): Promise<FrameSource> {
  const { pictures } = await pictureFiles(files);
  const first = await decode(pictures, 0);
  const { width, height } = first;
  first.close();
  return {
    frames: pictures.length,
    fps: PICTURE_FPS,
    width,
    height,
    async draw(frame, context) {
      const picture = await decode(pictures, frame);
      context.drawImage(picture, 0, 0, width, height);
      picture.close();
    },
  };
}

async function decode(pictures: readonly PictureFile[], index: number): Promise<ImageBitmap> {
  const picture = pictures[index];
  if (picture === undefined) throw new Error(`Picture ${index + 1} of ${pictures.length} is missing.`);
  try {
    return await createImageBitmap(new Blob([await picture.bytes()]));
  } catch {
    throw new Error(`This browser cannot show ${picture.path}. It can still be scored.`);
  }
}
