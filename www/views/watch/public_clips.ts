/** Clips of others that the page can fetch: only on a click, only over this list, each with its credit. */
import { SessionError } from "../../session/client";
import list from "./public_clips.json";

export interface PublicClip {
  readonly id: string;
  readonly name: string;
  /** Pinned at a commit: the same bytes for every visitor. */
  readonly url: string;
  /** Lower-case hex; null where it has not been recorded, and then it is not checked. */
  readonly sha256: string | null;
  readonly credit: string;
  readonly home: string;
  readonly licence: string;
}

export const PUBLIC_CLIPS: readonly PublicClip[] = list;

/** `onProgress` hears the bytes so far and, where the host says it, of how many. */
export async function fetchPublicClip(clip: PublicClip, onProgress: (bytes: number, total: number | null) => void): Promise<File> {
  const response = await fetch(clip.url, { credentials: "omit", referrerPolicy: "no-referrer" }).catch((cause: unknown) => {
    throw unfetched(clip, String(cause));
  });
  if (!response.ok || response.body === null) throw unfetched(clip, `the host answered ${response.status}`);
  const length = response.headers.get("content-length");
  const total = length !== null && response.headers.get("content-encoding") === null ? Number(length) : null;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    parts.push(part);
    bytes += part.byteLength;
    onProgress(bytes, total);
  }
  const file = new File(parts, clip.url.slice(clip.url.lastIndexOf("/") + 1), { type: "video/mp4" });
  const sha256 = clip.sha256 === null ? null : await hash(file);
  if (sha256 !== clip.sha256) throw unfetched(clip, `its SHA-256 is ${String(sha256)}, expected ${String(clip.sha256)}`);
  return file;
}

async function hash(file: File): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function unfetched(clip: PublicClip, reason: string): SessionError {
  return new SessionError({
    kind: "bad-file",
    detail: `“${clip.name}” could not be fetched: ${reason}.`,
    advice: "Choose a Plaza scene, which needs no download, or a clip of your own.",
  });
}
