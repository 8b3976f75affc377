/**
 * SHA-256 of files of any size, and their bytes in pieces: the stream fills one buffer again and again, so that a file of
 * a gigabyte leaves no gigabyte behind for the collector.
 */
import { FileDigest } from "../../pkg/oddframe.js";
import { breath, Pace } from "./breath";
import type { Progress } from "./protocol";

/** Bytes of a piece: each write to the browser's storage costs a message of its own. */
const PIECE = 4 << 20;
/** Milliseconds between two news of progress. */
const NEWS_MS = 80;

export type Report = (progress: Progress) => void;
export type Bytes = Uint8Array<ArrayBuffer>;

/** The file that was hashed last. */
let last: { readonly key: string; readonly sha256: string } | null = null;

/** Reads the whole file. */
export async function digestOf(file: Blob, report: Report): Promise<string> {
  const digest = new FileDigest();
  const news = newsOf(file.size, report);
  for await (const bytes of pieces(file.stream())) {
    digest.push(bytes);
    await news(bytes.length);
  }
  return digest.finish();
}

/** The same; a large file that was the last one is not read again while the browser calls it unchanged. */
export async function digestOnce(file: File, report: Report): Promise<string> {
  const key = JSON.stringify([file.name, file.size, file.lastModified]);
  if (last?.key === key && file.size > PIECE) return last.sha256;
  const sha256 = await digestOf(file, report);
  last = { key, sha256 };
  return sha256;
}

/** Tells at intervals how many bytes are through. */
export function newsOf(total: number | null, report: Report): (more: number) => Promise<void> {
  const pace = new Pace(NEWS_MS);
  const began = performance.now();
  let done = 0;
  return async (more) => {
    done += more;
    if (!pace.due()) return;
    const secondsLeft = total === null ? null : ((performance.now() - began) / 1000) * (total / done - 1);
    report({ phase: "weights", done, total, secondsLeft });
    await breath();
  };
}

/** A stream's bytes in pieces of 4 MiB, the last one shorter; each is there only until the next is asked for. */
export function pieces(stream: ReadableStream<Bytes>): AsyncGenerator<Bytes> {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = stream.getReader({ mode: "byob" });
  } catch {
    return copied(stream); // Not a stream of bytes in this browser.
  }
  return filled(reader);
}

async function* filled(reader: ReadableStreamBYOBReader): AsyncGenerator<Bytes> {
  let buffer = new ArrayBuffer(PIECE);
  let ended = false;
  try {
    while (!ended) {
      let length = 0;
      while (length < PIECE && !ended) {
        const { value, done } = await reader.read(new Uint8Array(buffer, length));
        if (value === undefined) return; // Cancelled.
        buffer = value.buffer;
        length += value.length;
        ended = done;
      }
      if (length > 0) yield new Uint8Array(buffer, 0, length);
    }
  } finally {
    if (!ended) await reader.cancel();
  }
}

async function* copied(stream: ReadableStream<Bytes>): AsyncGenerator<Bytes> {
  const piece = new Uint8Array(PIECE);
  let length = 0;
  for await (const part of stream) {
    for (let from = 0; from < part.length; ) {
      const fits = part.subarray(from, from + PIECE - length);
      piece.set(fits, length);
      from += fits.length;
      length += fits.length;
      if (length < PIECE) continue;
      yield piece;
      length = 0;
    }
  }
  if (length > 0) yield piece.subarray(0, length);
}
