/** LA-Net on the page: features and weights to scores, why a score is what it is, and learning. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { scanned } from "./axe";
import { expect, test } from "./fixtures";
import { npy, npz } from "./npz";
import { given, type GivenFile, type ReproducePage } from "./reproduce_page";

const GOLDEN = resolve(import.meta.dirname, "../golden");
const BUNDLED = resolve(import.meta.dirname, "../../www/bundled/plaza_weak");

/** What the command line gave with the same seed: the losses of the first steps and the last AUROC. */
const NATIVE = JSON.parse(readFileSync(resolve(GOLDEN, "plaza_weak_training.json"), "utf8")) as { readonly losses: readonly number[]; readonly auroc: number };
/** What `oddframe score dsanet` and `evaluate` gave with the bundled weights. */
const DSANET = JSON.parse(readFileSync(resolve(GOLDEN, "plaza_weak_dsanet.json"), "utf8")) as { readonly auroc: number; readonly map_average: number };
interface Trace {
  readonly steps: readonly { readonly total: number }[];
  readonly epochs: readonly { readonly auroc: number | null }[];
}

const PEL = JSON.parse(readFileSync(resolve(GOLDEN, "pel4vad.json"), "utf8")) as { readonly width: number; readonly features: readonly number[]; readonly scores: readonly number[] };
const PEL_WEIGHTS = given("pel4vad.pkl", readFileSync(resolve(GOLDEN, "pel4vad.pkl")));
const PEL_FEATURES = Float32Array.from(PEL.features);

function bundled(name: string): GivenFile {
  return given(name, readFileSync(resolve(BUNDLED, name)));
}

async function scoresOf(reproduce: ReproducePage): Promise<Record<string, readonly number[]>> {
  const file = JSON.parse((await reproduce.saved("Save scores")).toString("utf8")) as { readonly videos: Record<string, { readonly scores: number[] }> };
  return Object.fromEntries(Object.entries(file.videos).map(([id, { scores }]) => [id, scores]));
}

test("the bundled features are scored on a first visit, as the command line scores them", async ({ reproduce }) => {
  await reproduce.open();
  await reproduce.network("Score bundled features").click();
  await expect(reproduce.row("AUC, all frames")).toBeVisible({ timeout: 60_000 });
  const shown = Number(await reproduce.row("AUC, all frames").getByRole("cell").first().textContent());
  expect(Math.abs(shown - NATIVE.auroc)).toBeLessThan(1e-4);
  await expect(reproduce.row("Videos")).toContainText("30");
  expect(Object.keys(await scoresOf(reproduce))).toHaveLength(30);
});

test("a scored video says why: attention with its prior, dynamics, and the snippets that stand for it", async ({ reproduce }) => {
  await reproduce.open();
  await reproduce.network("Score bundled features").click();
  await expect(reproduce.row("AUC, all frames")).toBeVisible({ timeout: 60_000 });
  await reproduce.perVideo.getByRole("button", { name: "test001", exact: true }).click();
  const why = reproduce.page.getByRole("figure", { name: "Why these scores: test001" });
  // Softmax sums to 1; the prior of sigma 1 to 2.507 inside a video, 1.753 at its end.
  await expect(why).toContainText("content 1.000, prior 2.507, whole 3.507");
  await why.getByRole("slider", { name: "Snippet" }).fill("0");
  await expect(why).toContainText("What snippet 0 attends to");
  await expect(why).toContainText("content 1.000, prior 1.753, whole 2.753");
  await expect(why).toContainText("the 3 snippets with the highest scores");
  expect(await scanned(reproduce.page)).toEqual([]);
});

for (const device of ["CPU", "GPU"] as const) {
  test(`training on the bundled set, ${device === "GPU" ? "WebGPU by a software adapter" : device}, goes as it goes natively`, async ({ reproduce }) => {
    test.setTimeout(600_000);
    await reproduce.open();
    const panel = reproduce.page.getByRole("region", { name: "Run LA-Net or DSANet here" });
    await panel.getByRole("combobox", { name: "Device" }).selectOption(device);
    await panel.getByText("Train a network", { exact: true }).click();
    await reproduce.network("Train on bundled features").click();
    await expect(panel.getByRole("figure", { name: "Loss and AUC while learning" })).toBeVisible({ timeout: 120_000 });
    await expect(panel.getByRole("list", { name: "Epochs that stand out" })).toContainText("gap", { timeout: 480_000 });

    const trace = JSON.parse((await reproduce.saved("Save trace")).toString("utf8")) as Trace;
    NATIVE.losses.forEach((want, step) => {
      const found = trace.steps[step]?.total ?? NaN;
      expect(Math.abs(found / want - 1), `loss of step ${step + 1}: ${found}, natively ${want}`).toBeLessThan(1e-3);
    });
    const last = trace.epochs.at(-1)?.auroc ?? NaN;
    expect(Math.abs(last - NATIVE.auroc), `AUROC ${last}, natively ${NATIVE.auroc}`).toBeLessThan(0.01);

    // What was learnt scores like any other weights.
    await reproduce.network("Score features").click();
    await expect(reproduce.row("AUC, all frames")).toBeVisible({ timeout: 120_000 });
    const shown = Number(await reproduce.row("AUC, all frames").getByRole("cell").first().textContent());
    expect(Math.abs(shown - last)).toBeLessThan(1e-4);
  });
}

test("a PEL4VAD pickle scores as PyTorch does, once its data set is said", async ({ reproduce }) => {
  await reproduce.open();
  await reproduce.give("Features", given("clip.npy", npy(PEL_FEATURES, PEL.width)));
  await reproduce.give("Weights", PEL_WEIGHTS);
  await reproduce.network("Score features").click();
  await expect(reproduce.alert).toContainText("do not say their data set");
  await reproduce.page.getByRole("combobox", { name: "Weights are for" }).selectOption("PEL4VAD on UCF-Crime");
  await reproduce.network("Score features").click();
  await expect(reproduce.network("Save scores")).toBeVisible({ timeout: 60_000 });
  const { clip = [] } = await scoresOf(reproduce);
  expect(clip).toHaveLength(PEL.scores.length);
  clip.forEach((score, snippet) => expect(Math.abs(score - (PEL.scores[snippet] ?? NaN)), `snippet ${snippet}`).toBeLessThan(1e-5));
});

test("a DSANet head says what kind of odd: classes over time, and mAP beside the AUC", async ({ reproduce }) => {
  await reproduce.open();
  await reproduce.page.getByRole("combobox", { name: "Bundled weights" }).selectOption("DSANet head, demo encoder, no CLIP");
  await reproduce.network("Score bundled features").click();
  await expect(reproduce.row("AUC, all frames")).toBeVisible({ timeout: 120_000 });
  const number = async (row: string) => Number.parseFloat((await reproduce.row(row).getByRole("cell").first().textContent()) ?? "");
  expect(Math.abs((await number("AUC, all frames")) - DSANET.auroc)).toBeLessThan(1e-4);
  expect(Math.abs((await number("mAP, mean of these")) - DSANET.map_average)).toBeLessThan(0.1);
  await reproduce.perVideo.getByRole("button", { name: "test001", exact: true }).click();
  const kind = reproduce.page.getByRole("figure", { name: "What kind of odd: test001" });
  await expect(kind).toContainText("odd classes");
  await expect(kind.getByRole("list", { name: "Stretches by class" })).toContainText(/Snippets \d+ to \d+: most like (cart|cyclist|runner|fall)/);
  await expect(reproduce.page.getByRole("figure", { name: /Why these scores/ })).toBeHidden();
  expect(await scanned(reproduce.page)).toEqual([]);
});

test("“Evaluate” makes the scores first where there are features and weights instead", async ({ reproduce }) => {
  await reproduce.open();
  await reproduce.give("Features", bundled("test.npz"));
  await reproduce.give("Weights", bundled("lanet.safetensors"));
  await expect(reproduce.evaluate).toBeDisabled();
  await reproduce.give("Ground truth", bundled("truth.json"));
  await reproduce.evaluate.click();
  await expect(reproduce.row("AUC, all frames")).toBeVisible({ timeout: 60_000 });
  // Other features: the scores of the last ones are gone.
  await reproduce.give("Features", bundled("test.npz"));
  await expect(reproduce.card).toBeHidden();
});

test.describe("what features and weights can be like", () => {
  const cases: readonly { readonly name: string; readonly features: GivenFile | GivenFile[]; readonly weights?: GivenFile; readonly says: string }[] = [
    { name: "another width", features: given("a.npy", npy(new Float32Array(2048 * 3), 2048)), says: "width 2048, model needs 64" },
    { name: "a value that is no number", features: given("a.npy", npy(Float32Array.from({ length: 128 }, (_, i) => (i === 70 ? NaN : 0.5)), 64)), says: "non-finite value at row 1, column 6" },
    { name: "no snippet", features: given("a.npy", npy(new Float32Array(0), 64)), says: "no snippets" },
    { name: "ground truth instead", features: given("a.npy", npy(new Float32Array(7))), says: "ground-truth" },
    { name: "missing crops", features: [0, 1, 2].map((crop) => given(`Abuse001_x264__${crop}.npy`, npy(new Float32Array(64 * 4), 64))), says: "7 of the 10 crops missing: 3, 4, 5, 6, 7, 8, 9" },
    { name: "crops of different lengths", features: [given("v__0.npy", npy(new Float32Array(64 * 4), 64)), given("v__1.npy", npy(new Float32Array(64 * 5), 64))], says: "crops disagree on length" },
    { name: "no weights", features: bundled("test.npz"), weights: given("lanet.safetensors", Buffer.from("not weights at all")), says: "expected a PyTorch (.pt, .pth, .pkl), safetensors" },
    { name: "cut weights", features: bundled("test.npz"), weights: given("lanet.safetensors", readFileSync(resolve(BUNDLED, "lanet.safetensors")).subarray(0, 20_000)), says: "lanet.safetensors" },
  ];
  for (const { name, features, weights, says } of cases) {
    test(`${name}: the alert says what, where, expected and found; the next run works`, async ({ reproduce }) => {
      await reproduce.open();
      await reproduce.give("Weights", weights ?? bundled("lanet.safetensors"));
      await reproduce.give("Features", features);
      await reproduce.network("Score features").click();
      await expect(reproduce.alert).toContainText(says, { timeout: 60_000 });
      await reproduce.network("Score bundled features").click();
      await expect(reproduce.row("AUC, all frames")).toBeVisible({ timeout: 60_000 });
      await expect(reproduce.alert).toBeHidden();
    });
  }
});

test("one snippet is scored; crops are averaged, or left out where that is asked for", async ({ reproduce }) => {
  await reproduce.open();
  await reproduce.give("Weights", bundled("lanet.safetensors"));
  await reproduce.give("Features", given("short.npy", npy(new Float32Array(64).fill(0.25), 64)));
  await reproduce.network("Score features").click();
  await expect(reproduce.network("Save scores")).toBeVisible({ timeout: 60_000 });
  expect((await scoresOf(reproduce))["short"]).toHaveLength(1);

  const crops = [0, 1, 2].map((crop) => given(`Abuse001_x264__${crop}.npy`, npy(new Float32Array(64 * 4).fill(0.1 * crop), 64)));
  await reproduce.give("Features", crops);
  await reproduce.page.getByRole("combobox", { name: "Crop files" }).selectOption("Those that are there");
  await reproduce.network("Score features").click();
  await expect(reproduce.network("Save scores")).toBeVisible({ timeout: 60_000 });
  expect((await scoresOf(reproduce))["Abuse001_x264"]).toHaveLength(4);
});

test("training on one's own features and labels, and stopping it", async ({ reproduce }) => {
  await reproduce.open();
  await reproduce.give("Features", bundled("train.npz"));
  await reproduce.give("Video list", given("train.txt", readFileSync(resolve(BUNDLED, "train.txt"))));
  const panel = reproduce.page.getByRole("region", { name: "Run LA-Net or DSANet here" });
  await panel.getByText("Train a network", { exact: true }).click();
  await panel.getByRole("spinbutton", { name: "Epochs" }).fill("1000");
  await panel.getByRole("spinbutton", { name: "Epochs" }).press("Tab");
  await reproduce.network("Train on these features").click();
  await expect(panel.getByRole("figure", { name: "Loss and AUC while learning" })).toBeVisible({ timeout: 60_000 });
  await reproduce.network("Cancel").click();
  await expect(reproduce.network("Train on these features")).toBeVisible();
  await expect(reproduce.alert).toBeHidden();

  await panel.getByRole("spinbutton", { name: "Epochs" }).fill("2");
  await panel.getByRole("spinbutton", { name: "Epochs" }).press("Tab");
  await reproduce.network("Train on these features").click();
  await expect(panel.getByRole("list", { name: "Epochs that stand out" })).toContainText("epoch 2", { timeout: 60_000 });
  expect((await reproduce.saved("Save weights")).subarray(8, 9).toString()).toBe("{");
});

test("labels without features are named", async ({ reproduce }) => {
  await reproduce.open();
  await reproduce.give("Features", bundled("train.npz"));
  await reproduce.give("Video list", given("train.txt", Buffer.from("train001 1\nelsewhere 0\n")));
  await reproduce.page.getByText("Train a network", { exact: true }).click();
  await reproduce.network("Train on these features").click();
  await expect(reproduce.alert).toContainText("elsewhere", { timeout: 60_000 });
});

/** The parts of a set as large as UCF-Crime's: one crop at a time, whatever the size of the whole. */
test("ten crops of many videos are read from their files one video at a time", async ({ reproduce }) => {
  const files = Array.from({ length: 24 }, (_, video) =>
    Array.from({ length: 10 }, (_, crop) => given(`Abuse${String(video + 1).padStart(3, "0")}_x264__${crop}.npy`, npy(Float32Array.from({ length: 64 * 9 }, (_, i) => Math.sin(i + 7 * crop + video)), 64))),
  ).flat();
  await reproduce.open();
  await reproduce.give("Weights", bundled("lanet.safetensors"));
  await reproduce.give("Features", files);
  await reproduce.network("Score features").click();
  await expect(reproduce.network("Save scores")).toBeVisible({ timeout: 60_000 });
  const scores = await scoresOf(reproduce);
  expect(Object.keys(scores)).toHaveLength(24);
  expect(Object.values(scores).every((video) => video.length === 9)).toBe(true);
  // Frames of truth for them, and a number.
  await reproduce.give("Ground truth", given("truth.npz", npz(Object.fromEntries(Object.keys(scores).map((id, i) => [id, new Uint8Array(144).fill(i % 2)])))));
  await expect(reproduce.row("AUC, all frames")).toBeVisible({ timeout: 60_000 });
});
