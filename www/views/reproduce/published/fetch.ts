/** Fetches the files behind a published number: in parallel, only on a click, kept by this browser for the next time. */
import { SessionError } from "../../../session/client";
import { address, fileName, manifest, ROLES, type Manifest, type PublishedRole } from "./manifest";

/** Files on their way at once: the host speaks HTTP/2, more gain nothing. */
const AT_ONCE = 16;
/** A name of its own, so that the visitor can see and clear it. */
const CACHE = "oddframe-published-1";

export interface FetchProgress {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
}
export interface Published {
  readonly list: Manifest;
  readonly files: Readonly<Record<PublishedRole, readonly File[]>>;
}
interface Wanted {
  readonly role: PublishedRole;
  readonly url: string;
  readonly name: string;
}

/** Throws the signal's reason when the visitor stops it; what has arrived stays kept. */
export async function fetchPublished(onProgress: (progress: FetchProgress) => void, signal: AbortSignal): Promise<Published> {
  const list = await manifest();
  const wanted: Wanted[] = ROLES.flatMap((role) => list.videos.map(([video]) => ({ role, url: address(list.sources[role], video), name: fileName(list.sources[role], video) })));
  const files: Record<PublishedRole, File[]> = { scores: [], truth: [] };
  const cache = await openCache();
  let done = 0;
  let bytes = 0;
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const queue = wanted.values();
  const fetchNext = async () => {
    // One iterator for all: each takes what the others have left.
    for (const { role, url, name } of queue) {
      stop.throwIfAborted();
      const blob = await fetchOne(url, cache, stop);
      files[role].push(new File([blob], name));
      done += 1;
      bytes += blob.size;
      onProgress({ done, total: wanted.length, bytes });
    }
  };
  onProgress({ done, total: wanted.length, bytes });
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, fetchNext));
  } catch (error) {
    failed.abort(error); // The others need not go on.
    throw error;
  }
  for (const role of ROLES) files[role].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { list, files };
}

/** When what was kept is not what it should be. */
export async function forgetPublished(): Promise<void> {
  if ("caches" in globalThis) await caches.delete(CACHE);
}

/** null where the browser keeps nothing: pages that were not served over https, some private windows. */
async function openCache(): Promise<Cache | null> {
  if (!("caches" in globalThis)) return null;
  return caches.open(CACHE).catch(() => null);
}

async function fetchOne(url: string, cache: Cache | null, signal: AbortSignal): Promise<Blob> {
  const kept = await cache?.match(url);
  if (kept !== undefined) return kept.blob();
  const response = await request(url, signal);
  if (!response.ok) throw unfetched(url, `the host answered ${response.status}`);
  // A full disk keeps nothing, which costs the next visit time and this one nothing.
  await cache?.put(url, response.clone()).catch(() => undefined);
  return response.blob();
}

/** Of 580 requests one may well fail by accident: tried once more. */
async function request(url: string, signal: AbortSignal): Promise<Response> {
  const ask = () => fetch(url, { signal, credentials: "omit", referrerPolicy: "no-referrer" });
  return ask().catch((first: unknown) => {
    signal.throwIfAborted();
    return ask().catch(() => {
      signal.throwIfAborted();
      throw unfetched(url, String(first));
    });
  });
}

function unfetched(url: string, reason: string): SessionError {
  return new SessionError({
    kind: "bad-file",
    detail: `${url} could not be fetched: ${reason}.`,
    advice: "Check the connection and try again: what has arrived is kept. Or drop the same data as two .npz on “Scores” and “Ground truth”.",
  });
}
