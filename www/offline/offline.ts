/** The page's side of being kept for offline use: starts the service worker, and follows it and its successors. */
import { signal } from "@preact/signals";

/** `impossible`: no https, a private window, or a build for development. */
export type Keeping = "impossible" | "fetching" | "kept" | "failed";
export const keeping = signal<Keeping>("impossible");

/** A newer version that waits; `held` while other tabs run this one, `coming` once it was asked to take over. */
export const newer = signal<"none" | "ready" | "held" | "coming">("none");

/** The page starts as it is when a newer version has not taken over by then, milliseconds. */
const PATIENCE_MS = 1500;
/** How often a newer version is asked, after how long a visitor is told of other tabs, and how long asking goes on. */
const ASK_EVERY_MS = 80;
const HELD_AFTER_MS = 480;
const ASK_FOR_MS = 10_000;
/** How long the old version may take to leave before the page is loaded anew all the same. */
const LEAVING_MS = 3000;
/** Such loads that nobody asked for, in a row, and where their number is kept. */
const MOST_TRIES = 2;
const TRIES = "oddframe: loads for a newer version";
/** Fetching begins this late even where the page never rests. */
const LATEST_MS = 10_000;

/**
 * Before anything is shown: a newer version that was waiting takes over now, if no other tab is open. Then the page is
 * loaded anew and this never settles.
 */
export async function startNewest(): Promise<void> {
  if (worker() === null || navigator.serviceWorker.controller === null) return;
  const registration = await navigator.serviceWorker.getRegistration();
  if (registration?.waiting == null) {
    sessionStorage.removeItem(TRIES);
    return;
  }
  // Also when it takes over later than anybody waits: this page's files are gone then.
  navigator.serviceWorker.addEventListener("controllerchange", () => (newer.value = "ready"));
  let touched = false;
  for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => (touched = true), { once: true, capture: true });
  // The new version's answer and the old one's leaving may last: the page does not wait for them, and a visitor who has
  // begun to work is not interrupted.
  const waited = new Promise<void>((resolve) => {
    setTimeout(resolve, PATIENCE_MS);
    newer.subscribe((state) => {
      if (state === "held") resolve();
    });
  });
  await Promise.race([takeOver(registration.waiting, () => !touched), waited]);
}

/** The button beside "A new version is ready". */
export async function reload(): Promise<void> {
  sessionStorage.removeItem(TRIES);
  const waiting = (await navigator.serviceWorker.getRegistration())?.waiting;
  newer.value = "coming";
  if (waiting == null) location.reload();
  else await takeOver(waiting, () => true);
}

/** Loads the page anew when `waiting` has taken over, if that is still wanted then. */
async function takeOver(waiting: ServiceWorker, wanted: () => boolean): Promise<void> {
  const changed = new Promise<true>((resolve) => navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true }));
  if (!(await allowed(waiting, wanted))) return;
  newer.value = "coming";
  // The old version leaves when its worker rests. While the page starts, Chromium was seen to miss that moment and to
  // keep it for more than a minute; the next load let it go every time.
  const left = await Promise.race([changed, pause(LEAVING_MS)]);
  newer.value = "ready";
  if (!wanted() || !(left ?? mayTryAgain())) return;
  location.reload();
  await new Promise(() => undefined);
}

/** No page loads itself for ever. */
function mayTryAgain(): boolean {
  const tries = Number(sessionStorage.getItem(TRIES)) + 1;
  sessionStorage.setItem(TRIES, String(tries));
  return tries <= MOST_TRIES;
}

/** Asks until no other tab runs the old version: the page before a reload lingers, for seconds where the machine is busy. */
async function allowed(waiting: ServiceWorker, wanted: () => boolean): Promise<boolean> {
  const begun = performance.now();
  while (!(await asked(waiting))) {
    const passed = performance.now() - begun;
    if (passed >= HELD_AFTER_MS) newer.value = "held";
    if (passed >= ASK_FOR_MS || !wanted()) return false;
    await pause(ASK_EVERY_MS);
  }
  return true;
}

/** Its worker may have to be started first: the answer comes when it comes. */
function asked(waiting: ServiceWorker): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<boolean>((resolve) => (port1.onmessage = (event: MessageEvent<boolean>) => resolve(event.data)));
  waiting.postMessage("take over", [port2]);
  return answer;
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Once the page rests: everything that the build emitted is kept. */
export async function keepForOffline(): Promise<void> {
  const container = worker();
  if (container === null) return;
  await rest();
  try {
    await container.register(new URL("offline.js", document.baseURI), { updateViaCache: "none" });
    const registration = await container.getRegistration();
    if (registration !== undefined) follow(registration);
  } catch {
    keeping.value = "failed"; // Said in Learn; the page itself needs none of it.
  }
}

function worker(): ServiceWorkerContainer | null {
  return import.meta.env.PROD && "serviceWorker" in navigator ? navigator.serviceWorker : null;
}

async function rest(): Promise<void> {
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  await new Promise<void>((resolve) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(() => resolve(), { timeout: LATEST_MS });
    else setTimeout(resolve, LATEST_MS / 10); // Safari.
  });
}

function follow(registration: ServiceWorkerRegistration): void {
  const look = () => {
    keeping.value = registration.active !== null ? "kept" : registration.installing !== null || registration.waiting !== null ? "fetching" : "failed";
    if (registration.waiting !== null && registration.active !== null && newer.value === "none") newer.value = "ready";
  };
  const watch = () => registration.installing?.addEventListener("statechange", look);
  registration.addEventListener("updatefound", () => {
    watch();
    look();
  });
  watch();
  look();
}
