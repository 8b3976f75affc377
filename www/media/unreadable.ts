/** Why a file of a recognised kind gives no clip, and what to do: one answer per kind of file. */

import { CHOOSE_VIDEO, CONVERT, FETCH_AGAIN, MediaFailure } from "./failure";
import type { FileType } from "./sniff";

/** Frames are compared over windows of five (`Cubes`): fewer analysed frames give nothing to learn from. */
export const MIN_FRAMES = 5;

/** The failure for a file that is neither a readable video nor, alone, a clip. */
export function unreadable(name: string, type: FileType): MediaFailure {
  switch (type) {
    case "empty":
      return new MediaFailure("bad-file", `“${name}” is empty (0 bytes).`, "The copy or download did not finish: fetch it again and choose it again.");
    case "avi":
      return container(name, "an AVI file", "AVI, whatever video is inside (often MPEG-4 Part 2 or Motion JPEG)");
    case "asf":
      return container(name, "a Windows Media file", "Windows Media");
    case "flv":
      return container(name, "a Flash video", "Flash video");
    case "mpeg-ps":
      return container(name, "an MPEG program stream", "MPEG-1 and MPEG-2 streams");
    case "mpeg-ts":
      return container(name, "an MPEG transport stream", "MPEG transport streams");
    case "ogg":
      return container(name, "an Ogg file", "Ogg video");
    case "audio":
      return new MediaFailure("bad-file", `“${name}” is a sound file; it has no pictures.`, CHOOSE_VIDEO);
    case "jpeg":
    case "png":
    case "gif":
    case "bmp":
    case "tiff":
    case "webp":
      return new MediaFailure(
        "too-little",
        `“${name}” is one picture; a clip needs at least ${MIN_FRAMES} frames, and 20 s or more to learn from.`,
        "Choose all pictures of the clip together, a zip of them, or a video.",
      );
    case "heif":
      return new MediaFailure("bad-file", `“${name}” is a HEIF or AVIF picture, not a video.`, CHOOSE_VIDEO);
    case "archive":
      return new MediaFailure("bad-file", `“${name}” is an archive that is not a zip.`, "Unpack it and choose the pictures or the video inside, or pack them as .zip.");
    case "pdf":
      return new MediaFailure("bad-file", `“${name}” is a PDF document, not a video.`, CHOOSE_VIDEO);
    case "text":
      return new MediaFailure("bad-file", `“${name}” holds text, not video, whatever its name says.`, `It may be an error page that was saved in place of the video. ${CHOOSE_VIDEO}`);
    case "isobmff":
    case "matroska":
      return new MediaFailure("cannot-decode", `“${name}” starts like a video, but its index cannot be read: it is cut short or damaged.`, `${FETCH_AGAIN} ${CONVERT}`);
    case "zip":
      return new MediaFailure("bad-file", `“${name}” is a zip file where a video was expected.`, "Choose it alone.");
    case "unknown":
      return new MediaFailure("bad-file", `“${name}” is of no kind that is known here.`, CHOOSE_VIDEO);
  }
}

function container(name: string, what: string, family: string): MediaFailure {
  return new MediaFailure("cannot-decode", `“${name}” is ${what}. Browsers cannot read ${family}.`, CONVERT);
}
