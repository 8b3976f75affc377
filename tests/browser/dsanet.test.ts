/** DSANet on the page: a chunk held against the authors' modules, learning held against the command line, and why a kind. */

import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { scanned } from "./axe";
import { UCF_CHUNK, ucfFeatures, writeUcfWeights } from "./dsanet_fixture";
import { expect, test } from "./fixtures";
import { npy } from "./npz";
import { given, type GivenFile, type ReproducePage } from "./reproduce_page";

const GOLDEN = resolve(import.meta.dirname, "../golden");
const BUNDLED = resolve(import.meta.dirname, "../../www/bundled/plaza_weak");
/** Of logits and probabilities in f32, against f64. */
const CHUNK = { CPU: 1e-5, GPU: 1e-4 } as const;

/** What the command line gave with the same seed: the losses of the first steps and the last AUROC. */
const NATIVE = JSON.parse(readFileSync(resolve(GOLDEN, "plaza_weak_dsanet_training.json"), "utf8")) as { readonly losses: readonly number[]; readonly auroc: number };

interface Trace {
  readonly steps: readonly { readonly total: number; readonly terms: readonly { readonly name: string; readonly value: number }[] }[];
  readonly epochs: readonly { readonly auroc: number | null }[];
}
interface Scores {
  readonly videos: Readonly<Record<string, { readonly scores: readonly number[]; readonly classes: Readonly<Record<string, readonly number[]>> }>>;
  readonly run: { readonly method: string; readonly weights: string };
}

function bundled(name: string): GivenFile {
  return given(name, readFileSync(resolve(BUNDLED, name)));
}

function panelOf(reproduce: ReproducePage) {
  return reproduce.page.getByRole("region", { name: "Run LA-Net or DSANet here" });
}

async function scoresOf(reproduce: ReproducePage): Promise<Scores> {
  return JSON.parse((await reproduce.saved("Save scores")).toString("utf8")) as Scores;
}

async function trainForm(reproduce: ReproducePage, epochs?: number): Promise<void> {
  const panel = panelOf(reproduce);
  await panel.getByText("Train a network", { exact: true }).click();
  await panel.getByRole("combobox", { name: "Network to train" }).selectOption("DSANet head");
  if (epochs === undefined) return;
  await panel.getByRole("spinbutton", { name: "Epochs" }).fill(String(epochs));
  await panel.getByRole("spinbutton", { name: "Epochs" }).press("Tab");
}

async function expectLosses(reproduce: ReproducePage, steps: number, tolerance: number): Promise<Trace> {
  const trace = JSON.parse((await reproduce.saved("Save trace")).toString("utf8")) as Trace;
  NATIVE.losses.slice(0, steps).forEach((want, step) => {
    const found = trace.steps[step]?.total ?? NaN;
    expect(Math.abs(found / want - 1), `loss of step ${step + 1}: ${found}, natively ${want}`).toBeLessThan(tolerance);
  });
  return trace;
}

for (const device of ["CPU", "GPU"] as const) {
  test(`a chunk of the UCF-Crime network scores as the authors' modules do, ${device === "GPU" ? "WebGPU by a software adapter" : device}`, async ({ reproduce }) => {
    test.setTimeout(600_000);
    const folder = mkdtempSync(join(tmpdir(), "oddframe-dsanet-"));
    try {
      const weights = join(folder, "ucf.safetensors");
      writeUcfWeights(weights);
      const { values, width } = ucfFeatures();
      await reproduce.open();
      await panelOf(reproduce).getByRole("combobox", { name: "Device" }).selectOption(device);
      await reproduce.give("Features", given("clip.npy", npy(values, width)));
      await reproduce.input("Weights").setInputFiles(weights);
      await reproduce.network("Score features").click();
      await expect(reproduce.network("Save scores")).toBeVisible({ timeout: 500_000 });
      const { videos, run } = await scoresOf(reproduce);
      expect(run.method).toBe("DSANet (UCF-Crime)");
      expect(run.weights, "of a file of several pieces, none of them full at the end").toBe(createHash("sha256").update(readFileSync(weights)).digest("hex"));
      const { scores = [], classes = {} } = videos["clip"] ?? {};
      expect(scores).toHaveLength(256);
      for (const [snippet, want] of UCF_CHUNK.logits) {
        const score = scores[snippet] ?? NaN;
        expect(Math.abs(Math.log(score / (1 - score)) - want), `logit of snippet ${snippet}`).toBeLessThanOrEqual(CHUNK[device]);
      }
      for (const [name, want] of UCF_CHUNK.probabilities) {
        expect(Math.abs((classes[name]?.[0] ?? NaN) - want), `probability of ${name}`).toBeLessThanOrEqual(CHUNK[device]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test("training a DSANet head on the bundled set goes as it goes natively, and says what it is", async ({ reproduce }) => {
  test.setTimeout(600_000);
  await reproduce.open();
  await panelOf(reproduce).getByRole("combobox", { name: "Device" }).selectOption("CPU");
  await trainForm(reproduce);
  await reproduce.network("Train on bundled features").click();
  const figure = panelOf(reproduce).getByRole("figure", { name: "Loss and AUC while learning" });
  await expect(figure).toContainText("DSANet head, demo encoder, no CLIP", { timeout: 120_000 });
  await expect(panelOf(reproduce).getByRole("list", { name: "Epochs that stand out" })).toContainText("gap", { timeout: 480_000 });
  const trace = await expectLosses(reproduce, NATIVE.losses.length, 1e-3);
  expect(trace.steps[0]?.terms.map(({ name }) => name)).toEqual(["detection", "classes", "text", "event (DCSA)", "background (DCSA)", "consistency (SG-NM)", "gathering (SG-NM)"]);
  const last = trace.epochs.at(-1)?.auroc ?? NaN;
  expect(Math.abs(last - NATIVE.auroc), `AUROC ${last}, natively ${NATIVE.auroc}`).toBeLessThan(0.01);
  await figure.getByText("Every loss by its term").click();
  await expect(figure.getByRole("row", { name: /^event \(DCSA\)/ })).toBeVisible();
  expect(await scanned(reproduce.page)).toEqual([]);

  // What was learnt scores like any other weights, with classes.
  await reproduce.network("Score features").click();
  await expect(reproduce.row("AUC, all frames")).toBeVisible({ timeout: 120_000 });
  const shown = Number(await reproduce.row("AUC, all frames").getByRole("cell").first().textContent());
  expect(Math.abs(shown - last)).toBeLessThan(1e-4);
  const { videos, run } = await scoresOf(reproduce);
  expect(run.method).toBe("DSANet head, demo encoder, no CLIP");
  expect(Object.keys(videos["test001"]?.classes ?? {})).toEqual(["normal", "cart", "cyclist", "fall", "runner"]);
});

test("training a DSANet head begins on WebGPU as it begins natively", async ({ reproduce }) => {
  test.setTimeout(600_000);
  await reproduce.open();
  await panelOf(reproduce).getByRole("combobox", { name: "Device" }).selectOption("GPU");
  await reproduce.give("Features", bundled("train.npz"));
  await reproduce.give("Video list", given("classes.txt", readFileSync(resolve(BUNDLED, "train_classes.txt"))));
  await trainForm(reproduce, 1);
  await reproduce.network("Train on these features").click();
  await expect(panelOf(reproduce).getByRole("list", { name: "Epochs that stand out" })).toContainText("epoch 1", { timeout: 480_000 });
  await expectLosses(reproduce, 3, 1e-3);
});

test("training is cancelled; weights of the other network and labels without classes are named", async ({ reproduce }) => {
  await reproduce.open();
  await reproduce.give("Features", bundled("train.npz"));
  await reproduce.give("Video list", given("classes.txt", readFileSync(resolve(BUNDLED, "train_classes.txt"))));
  await trainForm(reproduce, 1000);
  await reproduce.network("Train on these features").click();
  await expect(panelOf(reproduce).getByRole("figure", { name: "Loss and AUC while learning" })).toBeVisible({ timeout: 120_000 });
  await reproduce.network("Cancel").click();
  await expect(reproduce.network("Train on these features")).toBeVisible();
  await expect(reproduce.alert).toBeHidden();

  await reproduce.give("Weights", bundled("lanet.safetensors"));
  await reproduce.network("Train on these features").click();
  await expect(reproduce.alert).toContainText("DSANet head was asked to learn", { timeout: 60_000 });
  await expect(reproduce.alert).toContainText("Choose “LA-Net” under “Network to train”");
  await reproduce.give("Weights", bundled("dsanet.safetensors"));
  await reproduce.give("Video list", given("train.txt", readFileSync(resolve(BUNDLED, "train.txt"))));
  await reproduce.network("Train on these features").click();
  await expect(reproduce.alert).toContainText("NAME CLASS", { timeout: 60_000 });
  await panelOf(reproduce).getByRole("combobox", { name: "Network to train" }).selectOption("LA-Net");
  await reproduce.network("Train on these features").click();
  await expect(reproduce.alert).toContainText("Choose “DSANet head” under “Network to train”", { timeout: 60_000 });
});

test("a scored video says why it is this kind, and the result which class is taken for which", async ({ reproduce }) => {
  await reproduce.open();
  await reproduce.page.getByRole("combobox", { name: "Bundled weights" }).selectOption("DSANet head, demo encoder, no CLIP");
  await reproduce.network("Score bundled features").click();
  await expect(reproduce.row("AUC, all frames")).toBeVisible({ timeout: 120_000 });
  const kinds = reproduce.page.getByRole("region", { name: "Kinds" });
  await expect(kinds).toContainText("never an accusation");
  const events = kinds.getByRole("table", { name: /^Events: true class by row/ });
  const named = await events.getByRole("cell").allTextContents();
  // 15 events: 5 carts, 4 cyclists, 1 fall, 5 runners.
  const rows = [0, 1, 2, 3].map((row) => named.slice(4 * row, 4 * row + 4).reduce((sum, text) => sum + Number(text), 0));
  expect(rows).toEqual([5, 4, 1, 5]);
  await expect(kinds.getByRole("table", { name: "Average precision per class" }).getByRole("row", { name: /^cart/ })).toBeVisible();
  await expect(kinds.getByRole("table", { name: /^Pairs of odd classes/ }).getByRole("row", { name: /^cart and cyclist/ })).toBeVisible();

  await reproduce.perVideo.getByRole("button", { name: "test001", exact: true }).click();
  const why = reproduce.page.getByRole("figure", { name: "Why this kind: test001" });
  await expect(why.getByRole("table", { name: /^Likeness/ }).getByRole("row", { name: /^cyclist/ })).toBeVisible();
  await expect(why).toContainText("lie on padding");
  await expect(why.getByRole("table", { name: /^Use of the prototypes/ })).toBeVisible({ timeout: 60_000 });
  const shares = await why.getByRole("row", { name: /^Mean/ }).getByRole("cell").allTextContents();
  expect(shares).toHaveLength(8);
  expect(Math.abs(shares.reduce((sum, share) => sum + Number(share), 0) - 1)).toBeLessThan(0.05);
  await why.getByRole("slider", { name: "Snippet rebuilt" }).fill("3");
  await expect(why).toContainText("Snippet 3 is rebuilt most of all from prototype");
  expect(await scanned(reproduce.page)).toEqual([]);
});
