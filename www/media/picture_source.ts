/**
 * A list of pictures as a clip, in name order: chosen files, a folder, or the entries of a zip.
 *
 * Pictures are decoded by the browser, and by the crate where the browser cannot (TIFF in most of them). They carry no
 * times: `PICTURE_FPS` is assumed and said.
 */

import { MediaFailure, wordsOf } from "./failure";
import { Raster, readSize, reductionNotes } from "./raster";
import type { Size } from "./raster";
import { isPicture, sniff, sniffBytes } from "./sniff";
import type { ClipFrame, ClipInfo, FrameSource, Pixels } from "./source";
import { MIN_FRAMES, unreadable } from "./unreadable";

/** Frames per second assumed of pictures; ours, the rate of PAL cameras. */
export const PICTURE_FPS = 25;
/** A picture of more bytes is refused before it is unpacked: the largest readable frame as 8-bit RGBA is 1 GB. */
export const MAX_PICTURE_BYTES = 256 * 1024 * 1024;

/** A picture that the crate decoded: RGBA, `width * height * 4` bytes. */
export interface DecodedPicture extends Size {
  readonly rgba: Uint8Array;
}
/** The crate's decoder; throws a `Failure`. */
export type DecodePicture = (bytes: Uint8Array) => DecodedPicture;

/** A picture that has not been read yet. */
export interface PictureFile {
  /** With its folders: the order is by this. */
  readonly path: string;
  bytes(): Promise<Pixels>;
}

// One fixed locale: the order of frames must not depend on the visitor's language.
const natural = new Intl.Collator("en", { numeric: true });

/** Frame 2 before frame 10. */
export function byName(a: { readonly path: string }, b: { readonly path: string }): number {
  return natural.compare(a.path, b.path);
}

/** Chosen files as pictures; the others are left out with a note. */
export async function pictureFiles(files: readonly File[]): Promise<{ pictures: PictureFile[]; notes: string[] }> {
  const types = await Promise.all(files.map((file) => sniff(file)));
  const pictures: PictureFile[] = [];
  const others: string[] = [];
  for (const [i, file] of files.entries()) {
    const type = types[i];
    if (type !== undefined && isPicture(type)) {
      pictures.push({ path: file.webkitRelativePath || file.name, bytes: async () => new Uint8Array(await file.arrayBuffer()) });
    } else others.push(file.name);
  }
  return { pictures: pictures.sort(byName), notes: ignoredNotes(others) };
}

/** Says which files are not part of the clip. */
export function ignoredNotes(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "");
  return [`${names.length} ${names.length === 1 ? "file that is" : "files that are"} no picture ${names.length === 1 ? "was" : "were"} ignored: ${shown}.`];
}

/** Opens `pictures`, which are in order; the first one sets the size for all. */
export async function openPictures(
  name: string,
  pictures: readonly PictureFile[],
  decode: DecodePicture,
  notes: readonly string[],
  close: () => void = () => undefined,
): Promise<FrameSource> {
  const first = pictures[0];
  if (first === undefined || pictures.length < MIN_FRAMES) {
    const found = first === undefined ? "no picture" : `only ${pictures.length} ${pictures.length === 1 ? "picture" : "pictures"}`;
    throw new MediaFailure("too-little", `${found} found in ${name}; at least ${MIN_FRAMES} are needed.`.replace(/^./, (c) => c.toUpperCase()), "Choose all frames of the clip (JPEG, PNG, TIFF or BMP).");
  }
  const own = await drawn(first, decode, ({ width, height }) => ({ width, height }));
  const read = readSize(name, own);
  const raster = new Raster(read);
  const info: ClipInfo = { name, ...read, fps: PICTURE_FPS, frames: pictures.length, seconds: pictures.length / PICTURE_FPS, codec: null };
  const pixels = (picture: PictureFile): Promise<Pixels> =>
    drawn(picture, decode, (bitmap) => {
      checkSize(picture, bitmap, first, own);
      return raster.read((context, width, height) => {
        context.drawImage(bitmap, 0, 0, width, height);
      });
    });
  const frame = (picture: PictureFile, i: number): ClipFrame => ({ time: i / PICTURE_FPS, pixels: () => pixels(picture) });
  return {
    info,
    notes: [...notes, ...reductionNotes(own, read), `Pictures carry no times: ${PICTURE_FPS} frames per second were assumed.`],
    *frames() {
      for (const [i, picture] of pictures.entries()) yield frame(picture, i);
    },
    *at(times) {
      for (const time of times) {
        const i = Math.min(pictures.length - 1, Math.round(time * PICTURE_FPS));
        const picture = pictures[i];
        if (picture !== undefined) yield frame(picture, i);
      }
    },
    close,
  };
}

function checkSize(picture: PictureFile, { width, height }: Size, first: PictureFile, own: Size): void {
  if (width === own.width && height === own.height) return;
  throw new MediaFailure(
    "bad-file",
    `“${picture.path}” is ${width}x${height} pixels; “${first.path}”, the first picture, is ${own.width}x${own.height}.`,
    "All pictures of a clip must have one size: leave the others out.",
  );
}

/** Decodes one picture, hands it to `use` and lets it go. */
async function drawn<T>(picture: PictureFile, decode: DecodePicture, use: (bitmap: ImageBitmap) => T): Promise<T> {
  const bytes = await picture.bytes();
  if (!isPicture(sniffBytes(bytes.subarray(0, 512)))) throw unreadable(picture.path, sniffBytes(bytes.subarray(0, 512)));
  const bitmap = await decoded(picture.path, bytes, decode);
  try {
    return use(bitmap);
  } finally {
    bitmap.close();
  }
}

async function decoded(path: string, bytes: Pixels, decode: DecodePicture): Promise<ImageBitmap> {
  // As stored: no colour profile, as the command line reads it.
  const asStored: ImageBitmapOptions = { colorSpaceConversion: "none" };
  if (sniffBytes(bytes.subarray(0, 512)) !== "tiff") {
    try {
      return await createImageBitmap(new Blob([bytes]), asStored);
    } catch {
      // The browser does not know this picture; the crate may, and its words about a damaged one are better.
    }
  }
  try {
    const { width, height, rgba } = decode(bytes);
    return await createImageBitmap(new ImageData(new Uint8ClampedArray(rgba), width, height), asStored);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    throw new MediaFailure("bad-file", `“${path}” cannot be read as a picture: ${reasonOf(error)}`, "Open it in a picture viewer; if it is damaged, leave it out.", error);
  }
}

/** The crate throws `Failure` objects, the browser errors. */
function reasonOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "detail" in error) return String(error.detail);
  return wordsOf(error);
}
