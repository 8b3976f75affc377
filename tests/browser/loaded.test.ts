/** Heads over a published encoder in the view Watch, with weights that the visitor loads: what is missing, footage, names, exports. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { scanned } from "./axe";
import { movingSquares, realClip, WITHOUT_CLIPS } from "./clips";
import { writeUcfWeights } from "./dsanet_fixture";
import { clipTower, i3dFolded, writeFullClip } from "./encoder_files";
import { expect, test } from "./fixtures";
import { alarmedHead, lanetHead } from "./head_files";
import { given, type GivenFile } from "./reproduce_page";
import type { WatchPage } from "./watch_page";

const DSANET = "DSANet on CLIP features";
const LANET = "LA-Net on I3D features";
/** Three whole snippets of 16 frames, and two frames more. */
const FRAMES = 50;
const SNIPPETS = 3;

/** A tower for the preset's 224 pixels, as small as that allows; its embeddings fit the head that comes with the page, or DSANet's. */
const tower = (output: number) => clipTower({ side: 224, patch: 32, width: 64, blocks: 1, output });
const TOWER = given("tower.safetensors", tower(64));
const HEAD = given("head.safetensors", alarmedHead());
const NAME = "DSANet head on features of CLIP visual tower, custom";

interface ExportedScores {
  readonly method: string;
  readonly events: readonly { readonly mostLike?: { readonly name: string; readonly probability: number } | null }[];
  readonly result: {
    readonly method: string;
    readonly experimental: boolean;
    readonly weights: string;
    readonly snippets: readonly number[];
    readonly frames: readonly number[];
    readonly classes: readonly { readonly name: string; readonly probabilities: readonly number[] }[];
    readonly encoder: { readonly name: string; readonly file: string; readonly sha256: string; readonly preset: string; readonly crops: readonly number[]; readonly decoder: string };
    readonly times: readonly number[];
    readonly notes: readonly string[];
    readonly phases: readonly { readonly phase: string }[];
  };
}

async function exported(watch: WatchPage): Promise<ExportedScores> {
  return JSON.parse((await watch.export("JSON")).toString("utf8")) as ExportedScores;
}

const method = (page: Page) => page.getByRole("combobox", { name: "Method" });
const panel = (page: Page) => page.getByRole("region", { name: "Encoders and weights" });
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** By its link; Reproduce, which has fields of the same names, is gone when this ends. */
async function toWatch(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Watch", exact: true }).click();
  await expect(panel(page)).toHaveCount(0);
  await expect(page.getByRole("combobox", { name: "Clip" })).toBeVisible();
}

/** Adds weights in Reproduce and comes back to Watch. */
async function load(page: Page, ...files: readonly (GivenFile | string)[]): Promise<void> {
  const held = panel(page).getByRole("list", { name: "Weights at hand" }).getByRole("listitem");
  await page.getByRole("link", { name: "Reproduce", exact: true }).click();
  await expect(panel(page)).toBeVisible({ timeout: 60_000 });
  for (const file of files) {
    const before = await held.count();
    const add = panel(page).getByLabel("Add weights", { exact: true });
    await expect(add).toBeEnabled({ timeout: 60_000 }); // The last file's task ends after its row is there.
    await add.setInputFiles(file);
    await expect(held).toHaveCount(before + 1, { timeout: 120_000 });
  }
  await toWatch(page);
}

async function footage(watch: WatchPage, name: string, frames = FRAMES): Promise<void> {
  await watch.open();
  await watch.choose({ device: "CPU" });
  await watch.upload(movingSquares(frames));
  await expect(watch.score).toBeEnabled({ timeout: 60_000 });
  await method(watch.page).selectOption(name);
}

test("without weights the methods are off, say which are missing, and lead to where they are loaded", async ({ watch }) => {
  await footage(watch, DSANET);
  await expect(watch.score).toBeDisabled();
  await expect(watch.page.getByText("weights of CLIP ViT-B/16 and of DSANet are missing")).toBeVisible();
  await method(watch.page).selectOption(LANET);
  await expect(watch.page.getByText("weights of I3D and of LA-Net are missing")).toBeVisible();
  await watch.page.getByRole("link", { name: "load them under encoders and weights" }).click();
  await expect(panel(watch.page)).toBeFocused({ timeout: 60_000 });
  await load(watch.page, TOWER);
  await method(watch.page).selectOption(DSANET);
  await expect(watch.page.getByText("Off, because weights of DSANet are missing.")).toBeVisible();
  await expect(watch.score).toBeDisabled();
});

test("footage goes through CLIP and DSANet to a curve, classes and named events, as Reproduce scores it", async ({ watch }) => {
  test.slow();
  await footage(watch, DSANET);
  await load(watch.page, TOWER, HEAD);
  await watch.run();
  await expect(watch.result).toContainText(`By ${NAME}.`);
  await expect(watch.page.getByRole("figure", { name: "Classes over time" }).getByRole("img", { name: "Probability of cart over time" })).toBeVisible();
  await expect(watch.page.getByText("never an accusation").first()).toBeVisible();
  await expect(watch.events.getByRole("listitem")).toContainText(["most like: runner, 0.63"]);
  await expect(watch.page.getByText("“Most like” is said from a mean probability of 0.50 on.")).toBeVisible();
  await watch.page.getByText("How it was computed").click();
  await expect(watch.page.getByText("CLIP visual tower, custom, frames one:8; made like “vadclip”, crop 0, pixels by picture files")).toBeVisible();

  const { method: named, result, events } = await exported(watch);
  expect([named, result.method, result.experimental, result.weights]).toEqual([NAME, NAME, false, sha256(HEAD.buffer)]);
  expect(result.encoder).toMatchObject({ file: "tower.safetensors", sha256: sha256(TOWER.buffer), preset: "vadclip", crops: [0] });
  expect(result.phases.map(({ phase }) => phase)).toEqual(["weights", "features", "snippets"]);
  expect([result.snippets.length, result.frames.length]).toEqual([SNIPPETS, FRAMES]);
  expect(result.notes.filter((note) => /\blast\b/i.test(note))).toEqual([expect.stringContaining("The last 2 of 50 frames fill no snippet of 16")]);
  for (let snippet = 0; snippet < SNIPPETS; snippet++) expect(result.classes.reduce((sum, { probabilities }) => sum + (probabilities[snippet] ?? NaN), 0)).toBeCloseTo(1, 4);
  expect(events.map(({ mostLike }) => mostLike?.name)).toEqual(["runner"]);
  expect((await watch.export("CSV")).toString("utf8").split("\n")[0]).toBe("frame,time,probability,snippet,experimental,class_normal,class_cart,class_cyclist,class_fall,class_runner");

  // The same clip and weights by the panels of Reproduce.
  await watch.page.getByRole("link", { name: "Reproduce", exact: true }).click();
  const encode = watch.page.getByRole("region", { name: "Encode a clip" });
  await encode.getByLabel("Clip to encode", { exact: true }).setInputFiles(movingSquares(FRAMES));
  await encode.getByRole("combobox", { name: "Device" }).selectOption("CPU");
  await encode.getByRole("button", { name: "Encode clip" }).click();
  await encode.getByRole("button", { name: "Use these features" }).click({ timeout: 60_000 });
  await panel(watch.page).getByRole("button", { name: "Score with these: head.safetensors" }).click();
  const network = watch.page.getByRole("region", { name: "Run LA-Net or DSANet here" });
  await network.getByRole("combobox", { name: "Device" }).selectOption("CPU");
  await network.getByRole("button", { name: "Score features" }).click();
  const download = watch.page.waitForEvent("download");
  await network.getByRole("button", { name: "Save scores" }).click({ timeout: 60_000 });
  const { videos } = JSON.parse(readFileSync(await (await download).path(), "utf8")) as { readonly videos: Record<string, { readonly scores: readonly number[] }> };
  expect(Object.values(videos)[0]?.scores.map(Math.fround)).toEqual(result.snippets.map(Math.fround));
});

test("a video file goes the same way, every frame of it at its own time", async ({ watch }) => {
  test.skip(WITHOUT_CLIPS !== null, WITHOUT_CLIPS ?? "");
  test.slow();
  await watch.open();
  await watch.choose({ device: "CPU" });
  await load(watch.page, TOWER, HEAD);
  await watch.upload(realClip("ucsd_ped1_Test001.mp4"));
  await method(watch.page).selectOption(DSANET);
  await watch.run();
  const { result } = await exported(watch);
  expect([result.frames.length, result.snippets.length, result.times.length]).toEqual([200, 12, 200]);
  expect(result.times.every((time, i) => i === 0 || time > (result.times[i - 1] ?? Infinity))).toBe(true);
  expect(result.encoder.decoder).toContain("WebCodecs");
});

test("a scene is scored by them too, beside the other methods", async ({ watch }) => {
  test.slow();
  await watch.open();
  await watch.choose({ device: "CPU" });
  await load(watch.page, TOWER, HEAD);
  await watch.scene("Plaza, seed 3", 64);
  await method(watch.page).selectOption("DSANet head, demo encoder, no CLIP");
  await watch.run();
  await method(watch.page).selectOption(DSANET);
  await watch.run();
  const curves = watch.page.getByRole("list", { name: "Curves" }).getByRole("listitem");
  await expect(curves).toHaveCount(2);
  await expect(curves.nth(0)).toContainText(`${NAME}probability, left axis`);
});

test("LA-Net scores I3D's features of footage, of ten crops where they are asked for, with its attention and no class", async ({ watch }) => {
  test.slow();
  await footage(watch, LANET);
  await load(watch.page, given("i3d.safetensors", i3dFolded(8, 32)), given("lanet.safetensors", lanetHead(128)));
  await watch.run();
  const name = "LA-Net head on features of I3D width 1/8 at 32 pixels";
  await expect(watch.result).toContainText(`By ${name}.`);
  const centre = await exported(watch);
  expect([centre.result.encoder.crops, centre.result.encoder.preset, centre.result.classes]).toEqual([[0], "wu", []]);
  await expect(watch.page.getByRole("figure", { name: "Attention" })).toContainText("What snippet");
  await expect(watch.page.getByText("never an accusation")).toHaveCount(0);

  await watch.page.getByRole("combobox", { name: "Cut from each frame" }).selectOption("Ten, as released");
  await expect(watch.page).toHaveURL(/method=lanet-i3d.*crops=ten/);
  await watch.run();
  const ten = await exported(watch);
  expect(ten.result.encoder.crops).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(ten.result.snippets).toHaveLength(SNIPPETS);
  expect(ten.result.snippets).not.toEqual(centre.result.snippets);
});

test("the crop is the one of the head's protocol; an encoder of another width is refused with the tensor and its shape", async ({ watch }) => {
  test.setTimeout(400_000);
  const folder = mkdtempSync(join(tmpdir(), "oddframe-loaded-"));
  try {
    const head = join(folder, "model_ucf.safetensors");
    writeUcfWeights(head);
    await footage(watch, DSANET, 20);
    await load(watch.page, given("wide.safetensors", tower(512)), TOWER, head);
    // The newest of each kind is taken unless another is chosen.
    await watch.score.click();
    await expect(watch.alert).toContainText("The features of CLIP visual tower, custom have 64 columns, the head takes 512: its tensor frame_position_embeddings.weight has the shape [256, 512]", { timeout: 60_000 });
    await watch.page.getByRole("combobox", { name: "Encoder" }).selectOption("wide.safetensors");
    await expect(watch.page).toHaveURL(new RegExp(`encoder=${sha256(tower(512)).slice(0, 12)}`));
    await watch.run();
    const { result } = await exported(watch);
    expect(result.encoder.crops).toEqual([5]);
    expect(result.classes.map(({ name }) => name).slice(0, 2)).toEqual(["normal", "abuse"]);
    expect(result.method).toBe(NAME);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("with CLIP ViT-B/16 itself and the network of the paper the result has the paper's name", async ({ watch }) => {
  test.setTimeout(400_000);
  const folder = mkdtempSync(join(tmpdir(), "oddframe-loaded-"));
  try {
    const [clip, head] = [join(folder, "ViT-B-16.safetensors"), join(folder, "model_ucf.safetensors")];
    writeFullClip(clip);
    writeUcfWeights(head);
    await footage(watch, DSANET, 20);
    await load(watch.page, clip, head);
    await watch.run();
    await expect(watch.result).toContainText("By DSANet (UCF-Crime).");
    const { method: named, result } = await exported(watch);
    expect([named, result.encoder.name]).toEqual(["DSANet (UCF-Crime)", "CLIP ViT-B/16, frames one:8"]);
    expect(result.snippets.every(Number.isFinite)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("rows are counted with the time that is left, and cancelling stops at once", async ({ watch }) => {
  test.slow();
  await footage(watch, LANET, 480);
  await load(watch.page, given("i3d.safetensors", i3dFolded(8, 32)), given("lanet.safetensors", lanetHead(128)));
  await watch.page.getByRole("combobox", { name: "Cut from each frame" }).selectOption("Ten, as released");
  await watch.score.click();
  await expect(watch.page.getByText(/row [\d,]+ of 300 · about .* left/)).toBeVisible({ timeout: 60_000 });
  await expect(watch.page.getByText("Encoding snippets", { exact: true })).toBeVisible();
  const waited = await watch.cancel.evaluate(async (button: HTMLElement) => {
    const pressed = performance.now();
    button.click();
    const isStill = () => [...document.querySelectorAll("button")].some(({ textContent }) => textContent === "Score clip");
    while (!isStill()) await new Promise((after) => setTimeout(after, 1));
    return performance.now() - pressed;
  });
  // 100 were measured with twenty processes waiting for two cores.
  expect(waited).toBeLessThan(250);
  await watch.page.getByRole("combobox", { name: "Cut from each frame" }).selectOption("Centre alone");
  await watch.run();
});

test("weights that the browser keeps are there after a reload, at the address that names the method", async ({ watch }) => {
  test.slow();
  await watch.open();
  await load(watch.page, TOWER, HEAD);
  await watch.page.getByRole("link", { name: "Reproduce", exact: true }).click();
  for (const { name } of [TOWER, HEAD]) await panel(watch.page).getByRole("button", { name: `Keep in this browser: ${name}` }).click();
  await expect(panel(watch.page).getByText("Kept.")).toHaveCount(2, { timeout: 60_000 });
  await watch.page.goto(`${watch.url}#/watch?clip=plaza-1&frames=48&method=dsanet-clip&device=cpu`);
  await watch.page.reload();
  await watch.run();
  await expect(watch.result).toContainText(`By ${NAME}.`);
  await watch.page.getByRole("link", { name: "Reproduce", exact: true }).click();
  await panel(watch.page).getByRole("button", { name: `Delete ${HEAD.name}` }).click();
  await toWatch(watch.page);
  await expect(watch.page.getByText("Off, because weights of DSANet are missing.")).toBeVisible();
});

test("a kept copy that the disk has spoilt is removed and said before anything is scored", async ({ watch }) => {
  test.slow();
  await watch.open();
  await load(watch.page, TOWER, HEAD);
  await watch.page.getByRole("link", { name: "Reproduce", exact: true }).click();
  await panel(watch.page).getByRole("button", { name: `Keep in this browser: ${HEAD.name}` }).click();
  await expect(panel(watch.page).getByText("Kept.")).toHaveCount(1, { timeout: 60_000 });
  await watch.page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("weights");
    for await (const [name, handle] of folder.entries()) {
      if (!name.endsWith(".bin") || !(handle instanceof FileSystemFileHandle)) continue;
      const stream = await handle.createWritable({ keepExistingData: true });
      await stream.write({ type: "write", position: (await handle.getFile()).size - 4, data: new Uint8Array([1, 2, 3, 4]) });
      await stream.close();
    }
  });
  await toWatch(watch.page);
  await watch.choose({ device: "CPU" });
  await watch.scene("Plaza, seed 3", 48);
  await method(watch.page).selectOption(DSANET);
  await watch.score.click();
  await expect(watch.alert).toContainText("The kept copy of “head.safetensors” is damaged", { timeout: 60_000 });
  await expect(watch.page.getByText("Off, because weights of DSANet are missing.")).toBeVisible();
  await expect(watch.score).toBeDisabled();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`weights, classes and result have no serious accessibility violation and fit a phone, ${colorScheme}`, async ({ watch }) => {
    test.slow();
    await watch.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await watch.page.setViewportSize({ width: 360, height: 800 });
    const sideways = () => watch.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await footage(watch, DSANET);
    expect(await scanned(watch.page)).toEqual([]);
    await load(watch.page, TOWER, HEAD);
    expect(await scanned(watch.page)).toEqual([]);
    await watch.run();
    await watch.page.getByText("How it was computed").click();
    expect(await scanned(watch.page)).toEqual([]);
    expect(await sideways()).toBe(0);
  });
}
