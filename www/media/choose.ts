/** From the files that a visitor chose, or dropped, to a clip; what cannot be one is refused at once. Runs on the page. */

import type { ClipSource } from "../session/protocol";
import { CHOOSE_VIDEO, MediaFailure } from "./failure";
import { isPicture, isVideo, sniff } from "./sniff";
import { unreadable } from "./unreadable";

/** Looks at the first bytes of `files`; throws `MediaFailure`. */
export async function chooseClip(files: readonly File[]): Promise<ClipSource> {
  const [first, second] = files;
  if (first === undefined) throw new MediaFailure("bad-file", "No file was chosen.", CHOOSE_VIDEO);
  if (second === undefined) return oneFile(first);

  const types = await Promise.all(files.map((file) => sniff(file)));
  const videos = files.filter((_, i) => isVideo(types[i] ?? "unknown"));
  const pictures = types.filter((type) => isPicture(type)).length;
  if (pictures > 0 && videos.length === 0) return { kind: "pictures", files };
  const [video] = videos;
  if (video !== undefined && videos.length === 1 && pictures === 0) return { kind: "video", file: video };
  if (videos.length === 0) throw unreadable(first.name, types[0] ?? "unknown");
  const mixture = pictures > 0 ? "videos and pictures together" : `${videos.length} videos`;
  throw new MediaFailure("bad-file", `You chose ${mixture}; one clip is scored at a time.`, "Choose one video, or the pictures of one clip.");
}

async function oneFile(file: File): Promise<ClipSource> {
  const type = await sniff(file);
  if (isVideo(type)) return { kind: "video", file };
  if (type === "zip") return { kind: "zip", file };
  throw unreadable(file.name, type);
}
