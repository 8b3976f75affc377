/**
 * The service worker: keeps what the build emitted, and nothing else, so that the page works with the network off.
 *
 * The list of files and their hashes is put before this script by the build (`scripts/offline.mjs`). A version has a
 * cache of its own, filled whole before it may take over; an older one is deleted when it has. A page is served from
 * one version alone: a new one takes over when no other tab still runs the old one. Whatever is not on the list, a
 * visitor's clips and what is fetched by address included, passes by untouched.
 */

interface Emitted {
  readonly version: string;
  /** Path below the page's folder, and the SHA-256 as `integrity` wants it. */
  readonly files: readonly (readonly [path: string, integrity: string])[];
}
/** The parts of the service worker's scope that are used; the page's types know only `Window`. */
interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Told extends Extendable {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}
interface Events {
  readonly install: Extendable;
  readonly activate: Extendable;
  readonly fetch: Asked;
  readonly message: Told;
}
interface Scope {
  readonly oddframeEmitted: Emitted;
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void>; matchAll(options: object): Promise<readonly { readonly url: string }[]> };
  skipWaiting(): Promise<void>;
  addEventListener<K extends keyof Events>(type: K, listener: (event: Events[K]) => void): void;
}
const scope = self as unknown as Scope;

const HOME = scope.registration.scope;
const INDEX = new URL("index.html", HOME).href;
/** Build names hold a hash here: an address stands for the same bytes in every version. */
const HASHED = new URL("assets/", HOME).href;
/** Other pages of the same host keep theirs. */
const OURS = `oddframe page ${HOME} `;
const NAME = OURS + scope.oddframeEmitted.version;
const KEPT = new Map(scope.oddframeEmitted.files.map(([path, integrity]) => [new URL(path, HOME).href, integrity]));

scope.addEventListener("install", (event) => event.waitUntil(keepAll()));
scope.addEventListener("activate", (event) => event.waitUntil(dropOlder().then(() => scope.clients.claim())));
scope.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(takeOver(event.ports[0]));
});
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const opens = request.mode === "navigate";
  const address = opens ? (/^[^?#]*/.exec(request.url)?.[0] ?? "") : request.url;
  const url = opens && address === HOME ? INDEX : address;
  if (KEPT.has(url)) event.respondWith(fromHere(url, request));
});

/** One after the other: the page itself may still be loading. What an earlier try or version has is not fetched again. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(NAME);
  for (const [url, integrity] of KEPT) {
    if ((await cache.match(url)) !== undefined) continue;
    const earlier = url.startsWith(HASHED) ? await fromEarlier(url) : undefined;
    await cache.put(url, earlier ?? (await fetched(url, integrity)));
  }
}

/** Anything but the very bytes of this build is an error: versions do not mix. */
async function fetched(url: string, integrity: string): Promise<Response> {
  // Hosts may redirect index.html to its folder; a redirected answer cannot open a page.
  const response = await fetch(url === INDEX ? HOME : url, { integrity, cache: url.startsWith(HASHED) ? "default" : "no-cache" });
  if (!response.ok) throw new Error(`${url}: the host answered ${response.status}`);
  return new Response(response.body, { headers: response.headers });
}

async function fromEarlier(url: string): Promise<Response | undefined> {
  for (const name of await ours()) {
    const found = await (await caches.open(name)).match(url);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function fromHere(url: string, request: Request): Promise<Response> {
  return (await (await caches.open(NAME)).match(url)) ?? fetch(request);
}

async function dropOlder(): Promise<void> {
  for (const name of await ours()) await caches.delete(name);
}

/** Caches of other versions of this page. */
async function ours(): Promise<readonly string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);
}

/** Says whether it does: not while another tab runs the old version, whose files would be gone. */
async function takeOver(answer: MessagePort | undefined): Promise<void> {
  const alone = await isAlone();
  answer?.postMessage(alone);
  if (alone) await scope.skipWaiting();
}

async function isAlone(): Promise<boolean> {
  const open = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  return open.filter(({ url }) => url.startsWith(HOME)).length <= 1;
}
