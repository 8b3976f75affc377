/** A zip of pictures as a clip: entries are unpacked one by one as they are wanted, never the whole archive. */

import { BlobReader, configure, ERR_ENCRYPTED, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js/lib/zip-core-native.js";
import type { FileEntry } from "@zip.js/zip.js/lib/zip-core-native.js";
import { FETCH_AGAIN, MediaFailure, wordsOf } from "./failure";
import { byName, ignoredNotes, MAX_PICTURE_BYTES, openPictures } from "./picture_source";
import type { DecodePicture, PictureFile } from "./picture_source";
import type { FrameSource, Pixels } from "./source";

/**
 * The one place where names decide: to tell pictures by their bytes every entry would have to be unpacked before the
 * first frame. The bytes are checked when the entry's turn comes.
 */
const PICTURE_NAME = /\.(jpe?g|png|tiff?|bmp|webp|gif)$/i;
/** What macOS and file managers add. */
const HIDDEN = /(^|\/)(__MACOSX|\.[^/]*)(\/|$)/;

/** Opens the pictures in `file`. */
export async function openZip(file: File, decode: DecodePicture): Promise<FrameSource> {
  // This already is a worker, and the page's content policy allows no scripts from blobs.
  configure({ useWebWorkers: false });
  const reader = new ZipReader(new BlobReader(file));
  const close = (): void => void reader.close();
  try {
    const { pictures, ignored } = await listPictures(reader, file.name);
    return await openPictures(`“${file.name}”`, pictures, decode, ignoredNotes(ignored), close);
  } catch (error) {
    close();
    if (error instanceof MediaFailure) throw error;
    throw new MediaFailure("bad-file", `“${file.name}” cannot be read as a zip: ${wordsOf(error)}.`, FETCH_AGAIN, error);
  }
}

async function listPictures(reader: ZipReader<Blob>, archive: string): Promise<{ pictures: PictureFile[]; ignored: string[] }> {
  const pictures: PictureFile[] = [];
  const ignored: string[] = [];
  for (const entry of await reader.getEntries()) {
    if (entry.directory || HIDDEN.test(entry.filename)) continue;
    if (PICTURE_NAME.test(entry.filename)) pictures.push({ path: entry.filename, bytes: () => unpack(entry, archive) });
    else ignored.push(entry.filename);
  }
  return { pictures: pictures.sort(byName), ignored };
}

async function unpack(entry: FileEntry, archive: string): Promise<Pixels> {
  const what = `“${entry.filename}” in “${archive}”`;
  if (entry.uncompressedSize > MAX_PICTURE_BYTES) {
    throw new MediaFailure("bad-file", `${what} unpacks to ${entry.uncompressedSize} bytes; at most ${MAX_PICTURE_BYTES} are read.`, "Leave it out of the zip.");
  }
  try {
    return new Uint8Array(await entry.getData(new Uint8ArrayWriter()));
  } catch (error) {
    if (wordsOf(error) === ERR_ENCRYPTED) throw new MediaFailure("bad-file", `${what} is encrypted.`, "Unpack it with its password and choose the pictures.");
    throw new MediaFailure("bad-file", `${what} cannot be unpacked: ${wordsOf(error)}.`, "Test the zip, and pack it again if it is damaged.", error);
  }
}
