/** Several workers on the CPU: the same rows as one makes, to the bit; stopping them; one that dies. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { movingSquares } from "./clips";
import { goldenFrames, i3dFolded, writeFullI3d } from "./encoder_files";
import { expect, test } from "./fixtures";
import { given, ReproducePage } from "./reproduce_page";
import { DIST, serve } from "./server";

const SMALL = given("small.safetensors", i3dFolded(8, 32));
const SELECTED = "Cut from each frame";

/** What a machine with so many cores tells the page; a worker that is opened from now on is told the same. */
async function withCores(page: Page, cores: number): Promise<void> {
  await page.evaluate((cores) => Object.defineProperty(navigator, "hardwareConcurrency", { value: cores, configurable: true }), cores);
}

const region = (page: Page) => page.getByRole("region", { name: "Encode a clip" });
const status = (page: Page) => region(page).getByRole("status", { name: "Encoded clip" });
const press = (page: Page, name: string) => region(page).getByRole("button", { name, exact: true }).click();
const choose = (page: Page, field: string, option: string) => region(page).getByRole("combobox", { name: field }).selectOption(option);

/** Processor time of the browser's pages and their workers so far. */
async function rendererSeconds(browser: Browser): Promise<number> {
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  await system.detach();
  return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

async function ready(reproduce: ReproducePage, weights: Parameters<ReturnType<Page["getByLabel"]>["setInputFiles"]>[0], clip: ReturnType<typeof goldenFrames>): Promise<void> {
  const { page } = reproduce;
  await reproduce.open();
  const panel = page.getByRole("region", { name: "Encoders and weights" });
  await panel.getByLabel("Add weights", { exact: true }).setInputFiles(weights);
  await expect(panel.getByRole("list", { name: "Weights at hand" }).getByRole("listitem")).toHaveCount(1, { timeout: 60_000 });
  await region(page).getByLabel("Clip to encode", { exact: true }).setInputFiles(clip);
}

/** The file of features that as many workers made, who say so. */
async function encodedBy(page: Page, cores: number, crops: string, told: string): Promise<Buffer> {
  await withCores(page, cores);
  // Another device takes another worker, which is told the cores; both of these are the CPU here.
  const device = region(page).getByRole("combobox", { name: "Device" });
  await device.selectOption((await device.inputValue()) === "cpu" ? "auto" : "cpu");
  await choose(page, SELECTED, crops);
  await press(page, "Encode clip");
  await expect(status(page)).toContainText(told, { timeout: 120_000 });
  const download = page.waitForEvent("download");
  await press(page, "Save features");
  return readFileSync(await (await download).path());
}

test("two, three and four workers make the features that one makes, to the bit, and the result says how many they were", async ({ reproduce }) => {
  test.slow();
  await ready(reproduce, SMALL, goldenFrames());
  const { page } = reproduce;
  const one = await encodedBy(page, 1, "Ten", "on CPU (");
  expect(one.length).toBeGreaterThan(20 * 128 * 4);
  for (const cores of [2, 3, 4]) expect((await encodedBy(page, cores, "Ten", `on CPU, ${cores} workers (`)).equals(one), `${cores} workers`).toBe(true);
  // Not more than four, and not more than there are rows.
  expect((await encodedBy(page, 64, "Ten", "on CPU, 4 workers (")).equals(one)).toBe(true);
  const centre = await encodedBy(page, 1, "Centre", "on CPU (");
  expect((await encodedBy(page, 4, "Centre", "on CPU, 2 workers (")).equals(centre)).toBe(true);
});

test("a released file is held against features of several workers as against one's, in every preset", async ({ reproduce }) => {
  test.slow();
  await ready(reproduce, SMALL, goldenFrames());
  const { page } = reproduce;
  const features = await encodedBy(page, 1, "Ten", "on CPU (");
  await withCores(page, 3);
  await choose(page, "Device", "auto");
  await region(page).getByText("Compare with a released file").click();
  await region(page).getByLabel("Released features", { exact: true }).setInputFiles(given("released.npy", features));
  await press(page, "Compare");
  await expect(region(page).getByRole("status", { name: "Comparison" })).toContainText("The same as ours made like UCF-Crime and XD-Violence features (wu).", { timeout: 120_000 });
});

test("cancelling stops all workers at once, and the next run begins afresh", async ({ reproduce, browser }) => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), "oddframe-"));
  try {
    const path = join(folder, "rgb_imagenet.safetensors");
    writeFullI3d(path);
    const { page } = reproduce;
    await ready(reproduce, path, movingSquares(40));
    await withCores(page, 2);
    await choose(page, "Device", "cpu");
    await choose(page, SELECTED, "Ten");
    await press(page, "Encode clip");
    await expect(region(page).getByText(/^[2-9]\d* of 20/)).toBeVisible({ timeout: 120_000 });
    const waited = await region(page).getByRole("button", { name: "Cancel" }).evaluate(async (button: HTMLElement) => {
      const pressed = performance.now();
      button.click();
      const again = () => [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Encode clip");
      while (again()?.disabled !== false) await new Promise((resolve) => setTimeout(resolve, 1));
      return performance.now() - pressed;
    });
    // Up to 125 were measured with a dozen processes waiting for two cores.
    expect(waited).toBeLessThan(250);
    console.log(`    cancelled in ${waited.toFixed(0)} ms`);
    await expect(reproduce.alert).toBeHidden();
    // A fresh worker starts, which some machines are busy with for seconds; the rows that were cancelled would be more than ten.
    const busy = async () => {
      const before = await rendererSeconds(browser);
      await page.waitForTimeout(1_000);
      return (await rendererSeconds(browser)) - before;
    };
    await expect.poll(busy, { message: "processor seconds of one, with nobody at work", timeout: 8_000 }).toBeLessThan(0.15);
    await region(page).getByLabel("Clip to encode", { exact: true }).setInputFiles(movingSquares(16));
    await choose(page, SELECTED, "Centre");
    await press(page, "Encode clip");
    await expect(status(page)).toContainText("1 snippet of 1,024 values, crop 0", { timeout: 120_000 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a worker that does not come leaves a sentence and what to do, and the next run works", async ({ page }) => {
  const gone = mkdtempSync(join(tmpdir(), "oddframe-"));
  writeFileSync(join(gone, "index.html"), "");
  let folder = DIST;
  const site = await serve(() => folder);
  try {
    const reproduce = new ReproducePage(page, site.url);
    await ready(reproduce, SMALL, goldenFrames());
    await encodedBy(page, 2, "Ten", "on CPU, 2 workers (");
    // What is open already runs on: only a helper needs its script again.
    folder = gone;
    await press(page, "Encode clip");
    await expect(reproduce.alert).toContainText("The computing part of the page stopped: its script could not be loaded.", { timeout: 60_000 });
    await expect(reproduce.alert).toContainText("Try again; it starts afresh.");
    folder = DIST;
    await press(page, "Encode clip");
    await expect(status(page)).toContainText("on CPU, 2 workers (", { timeout: 60_000 });
  } finally {
    await site.close();
    rmSync(gone, { recursive: true });
  }
});
