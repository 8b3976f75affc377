/** The page with the network off, and a new version taking over from an old one. */

import { appendFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { emitted, firstBuild, giveWorker, SECOND_TITLE, secondBuild } from "./builds";
import { expect, test as base } from "./fixtures";
import { LearnPage } from "./learn_page";
import { servePublished, WITHOUT_SCORES } from "./reproduce_page";
import { DIST, serve, type Site } from "./server";
import { WatchPage } from "./watch_page";

/** A host of this test alone: it can be switched off, and can be given another build. */
interface Host extends Site {
  put(folder: string): unknown;
}
interface Fixtures {
  readonly host: Host;
  readonly complaints: string[];
}

const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the wanted fixtures from this pattern
  host: async ({}, use) => {
    const folders = [DIST];
    const site = await serve(() => folders.at(-1) ?? DIST);
    await use({ ...site, put: (other) => folders.push(other) });
    await site.close();
    for (const folder of folders.slice(1)) rmSync(folder, { recursive: true });
  },
  complaints: async ({ context }, use) => {
    const complaints: string[] = [];
    context.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    context.on("weberror", (error) => complaints.push(error.error().message));
    await use(complaints);
    expect(complaints, "console errors").toEqual([]);
  },
});
test.use({ serviceWorkers: "allow" });

const KEPT_MS = 60_000;

async function kept(page: Page, host: Host): Promise<void> {
  await page.goto(`${host.url}#/learn`);
  await expect(page.getByRole("status", { name: "Offline use" })).toHaveText("Ready for offline use.", { timeout: KEPT_MS });
}

/** Paths below the page's folder of all that this browser's caches hold. */
async function cached(page: Page, host: Host): Promise<string[]> {
  const urls = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => url);
  });
  return urls.map((url) => url.replace(host.url, "")).sort();
}

function note(page: Page) {
  return page.getByRole("status", { name: "Version" });
}

/** One version is kept, another waits, and the page says so. */
async function waiting(page: Page, host: Host, second: string): Promise<void> {
  await kept(page, host);
  host.put(second);
  await page.goto(`${host.url}#/watch`);
  await page.reload();
  await expect(note(page)).toContainText("A new version is ready.", { timeout: KEPT_MS });
  await expect(page).not.toHaveTitle(SECOND_TITLE);
}

async function openedTwice(context: BrowserContext, host: Host): Promise<readonly [Page, Page]> {
  const [one, two] = [await context.newPage(), await context.newPage()];
  await kept(one, host);
  await two.goto(host.url);
  return [one, two];
}

test("after one load every lesson and Watch work with the network off", async ({ page, host, complaints }) => {
  test.setTimeout(300_000);
  await kept(page, host);
  expect(await cached(page, host), "what the build emitted, and nothing else").toEqual([...emitted(DIST)].sort());
  await host.close();
  await page.reload();

  const learn = new LearnPage(page, host.url);
  for (const lesson of ["0-odd/click", "1-score/threshold", "3-spr/batch", "4-mil/top-k", "5-attention/map", "8-conventions/who", "8-conventions/interval"]) await learn.openShown(lesson);
  await page.getByRole("button", { name: "Run 5 seeds" }).click();
  await expect(page.getByRole("table", { name: "Five seeds" }).getByRole("row")).toHaveCount(7, { timeout: 60_000 });
  await learn.openShown("6-dynamics/gain");
  await page.getByRole("button", { name: "Train all four", exact: true }).click();
  await expect(page.getByRole("region", { name: "Train here" }).locator(".stamp")).toContainText("for 4 runs", { timeout: 120_000 });

  const watch = new WatchPage(page, host.url);
  await watch.open();
  await watch.choose({ device: "CPU", steps: 6, width: "0.125" });
  await watch.scene("Plaza, seed 2", 60);
  await watch.run();
  await expect(watch.result).toContainText("Scored 60 frames in");
  expect(complaints).toEqual([]);
});

test("scores of UCF-Crime that were loaded once are there with the network off", async ({ context, page, host, complaints }) => {
  test.skip(WITHOUT_SCORES !== null, WITHOUT_SCORES ?? "");
  const asked = await servePublished(context);
  await kept(page, host);
  const learn = new LearnPage(page, host.url);
  const read = async () => {
    await learn.openShown("1-score/ucf-crime");
    await page.getByRole("button", { name: "Load the published scores of UCF-Crime" }).click();
    await expect(learn.reading("UCF-Crime, PEL4VAD", "AUC, all frames")).toHaveText("0.867580", { timeout: 60_000 });
  };
  await read();
  const once = asked.length;
  expect(once).toBeGreaterThan(0);
  await host.close();
  await page.reload();
  await read();
  expect(asked.length, "nothing is fetched again").toBe(once);
  expect(complaints).toEqual([]);
});

test("a part that was never opened is there without a reload, and what a visitor opens is not kept", async ({ page, host, complaints }) => {
  await page.goto(`${host.url}index.html#/reproduce`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: KEPT_MS }).toBe(true);
  const scores = Buffer.from(JSON.stringify({ format: "oddframe-scores/1", stride: 1, videos: { a: { scores: [0.1, 0.9] } } }));
  await page.getByLabel("Scores", { exact: true }).setInputFiles({ name: "scores.json", mimeType: "application/json", buffer: scores });
  await host.close();
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Learn" }).click();
  await expect(page.getByRole("list", { name: "Lessons" })).toBeVisible();
  expect(await cached(page, host)).toEqual([...emitted(DIST)].sort());
  expect(complaints).toEqual([]);
});

test("a second build replaces the first on the next load, whole", async ({ page, host, complaints }) => {
  const second = secondBuild();
  await waiting(page, host, second);
  await page.reload();
  await expect(page).toHaveTitle(SECOND_TITLE, { timeout: KEPT_MS });
  await expect(note(page)).toHaveText("");
  await expect(page).toHaveURL(/#\/watch/);
  expect(await cached(page, host), "nothing of the first is left").toEqual([...emitted(second)].sort());
  await host.close();
  await page.reload();
  await expect(page).toHaveTitle(SECOND_TITLE, { timeout: KEPT_MS });
  expect(complaints).toEqual([]);
});

test("the note’s button brings the new version, in the same place", async ({ page, host, complaints }) => {
  await waiting(page, host, secondBuild());
  await note(page).getByRole("button", { name: "Reload" }).click({ timeout: KEPT_MS });
  await expect(page).toHaveTitle(SECOND_TITLE, { timeout: KEPT_MS });
  expect(complaints).toEqual([]);
});

test("a new version whose worker answers late takes over all the same", async ({ page, host, complaints }) => {
  const second = secondBuild();
  giveWorker(second, "addEventListener('message', () => { for (const late = Date.now() + 4000; Date.now() < late; ); });");
  await waiting(page, host, second);
  await page.reload();
  await expect(page).toHaveTitle(SECOND_TITLE, { timeout: KEPT_MS });
  await expect(note(page)).toHaveText("");
  expect(complaints).toEqual([]);
});

test("while another tab runs the old version, nobody gets the new one", async ({ context, host, complaints }) => {
  const [one, two] = await openedTwice(context, host);
  await waiting(one, host, secondBuild());
  await one.reload();
  await expect(note(one)).toContainText("Close this page’s other tabs, then reload.");
  // Whoever has begun to work is not interrupted.
  await one.keyboard.press("Shift");
  await two.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Learn" }).click();
  await expect(two.getByRole("list", { name: "Lessons" })).toBeVisible();
  await two.close();
  await note(one).getByRole("button", { name: "Reload" }).click();
  await expect(one).toHaveTitle(SECOND_TITLE, { timeout: KEPT_MS });
  expect(complaints).toEqual([]);
});

test("a tab that lingers for a moment does not keep the new version away", async ({ context, host, complaints }) => {
  const [one, two] = await openedTwice(context, host);
  await waiting(one, host, secondBuild());
  await one.reload();
  await expect(note(one)).toContainText("Close this page’s other tabs");
  await two.close();
  await expect(one).toHaveTitle(SECOND_TITLE, { timeout: KEPT_MS });
  expect(complaints).toEqual([]);
});

/** An old version whose worker has an event that lasts `milliseconds` after "busy". */
async function busy(page: Page, host: Host, milliseconds: number): Promise<void> {
  const first = firstBuild();
  giveWorker(first, `addEventListener('message', (event) => { if (event.data === 'busy') event.waitUntil(new Promise((later) => setTimeout(later, ${milliseconds}))); });`);
  host.put(first);
  await waiting(page, host, secondBuild());
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.postMessage("busy"));
}

test("an old version that is slow to leave is replaced when it does", async ({ page, host, complaints }) => {
  await busy(page, host, 5000);
  await page.reload();
  await expect(page).toHaveTitle(SECOND_TITLE, { timeout: KEPT_MS });
  expect(complaints).toEqual([]);
});

test("an old version that does not leave is worked with, and the page does not load for ever", async ({ page, host, complaints }) => {
  await busy(page, host, 600_000);
  let loads = 0;
  page.on("load", () => loads++);
  await page.reload();
  await expect.poll(() => loads, { timeout: KEPT_MS }).toBe(3);
  await expect(note(page)).toContainText("A new version is ready.");
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Learn" }).click();
  await expect(page.getByRole("list", { name: "Lessons" })).toBeVisible();
  // More than the page waits between two loads.
  await page.waitForTimeout(7_000);
  expect(loads, "no more loads").toBe(3);
  await expect(note(page).getByRole("button", { name: "Reload" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("a build of which one file is not what was built never takes over", async ({ page, host }) => {
  await kept(page, host);
  const broken = secondBuild();
  const entry = readdirSync(join(broken, "assets")).find((name) => /^index-.*\.js$/.test(name));
  appendFileSync(join(broken, "assets", entry ?? ""), "\n// changed on the way");
  host.put(broken);
  const refused = page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const found = new Promise<ServiceWorker | null>((resolve) => registration.addEventListener("updatefound", () => resolve(registration.installing), { once: true }));
    await registration.update().catch(() => undefined);
    const worker = await found;
    while (worker?.state === "installing") await new Promise((later) => setTimeout(later, 50));
    return worker?.state;
  });
  expect(await refused).toBe("redundant");
  await page.reload();
  await expect(page.getByRole("list", { name: "Lessons" })).toBeVisible();
  await expect(note(page)).toHaveText("");
});
