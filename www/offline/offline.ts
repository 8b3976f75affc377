/** The page's side of being kept for offline use: starts the service worker, and follows it and its successors. */
import { signal } from "@preact/signals";

/** `impossible`: no https, a private window, or a build for development. */
export type Keeping = "impossible" | "fetching" | "kept" | "failed";
export const keeping = signal<Keeping>("impossible");

/** A newer version that waits; `held` while other tabs run this one, `coming` once it was asked to take over. */
export const newer = signal<"none" | "ready" | "held" | "coming">("none");

/** How long the page waits for an answer before it starts as it is, milliseconds. */
const PATIENCE_MS = 1500;
/** Fetching begins this late even where the page never rests. */
const LATEST_MS = 10_000;

/**
 * Before anything is shown: a newer version that was waiting takes over now, if no other tab is open. Then the page is
 * loaded anew and this never settles.
 */
export async function startNewest(): Promise<void> {
  if (worker() === null || navigator.serviceWorker.controller === null) return;
  const registration = await navigator.serviceWorker.getRegistration();
  if (registration?.waiting == null) return;
  let touched = false;
  for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => (touched = true), { once: true, capture: true });
  // The old version's worker ends what it has begun, which may last: the page does not wait for it, and a visitor who
  // has begun to work is not interrupted.
  const done = takeOver(registration.waiting, () => !touched);
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

/** The button beside "A new version is ready". */
export async function reload(): Promise<void> {
  const waiting = (await navigator.serviceWorker.getRegistration())?.waiting;
  if (waiting == null) location.reload();
  else await takeOver(waiting, () => true);
}

/** Loads the page anew when `waiting` has taken over, if that is still wanted then. */
async function takeOver(waiting: ServiceWorker, wanted: () => boolean): Promise<void> {
  const changed = new Promise<void>((resolve) => navigator.serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true }));
  const { port1, port2 } = new MessageChannel();
  const allowed = new Promise<boolean>((resolve) => {
    port1.onmessage = (event: MessageEvent<boolean>) => resolve(event.data);
    setTimeout(() => resolve(false), PATIENCE_MS);
  });
  waiting.postMessage("take over", [port2]);
  if (!(await allowed)) {
    newer.value = "held";
    return;
  }
  newer.value = "coming";
  await changed;
  newer.value = "ready";
  if (!wanted()) return;
  location.reload();
  await new Promise(() => undefined);
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
