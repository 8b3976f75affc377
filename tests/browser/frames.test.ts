/** A data set's frames on the page: learned from, stopped and gone on with, scored by weights, against masks and controls. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { scanned } from "./axe";
import { archive, boxes, folders, FRAMES, FramesPanel, onDisk, type Files } from "./frames_page";
import { expect, test } from "./fixtures";
import { given } from "./reproduce_page";

const PED2 = resolve(import.meta.dirname, "../../../shared/data/ucsd-ped2");

/** AUROC without and with smoothing: `oddframe score lbr --preset ped2 --weights www/bundled/ped2/weights.safetensors` and `evaluate`. */
const NATIVE = [0.9312, 0.9495];

/** Test clips and masks of the data folder. */
function ped2(): Files {
  const files: Files = {};
  for (const part of ["test", "masks"]) {
    for (const entry of readdirSync(resolve(PED2, part), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) files[resolve(entry.parentPath, entry.name).slice(PED2.length + 1)] = readFileSync(resolve(entry.parentPath, entry.name));
    }
  }
  return files;
}

test("the archive's folder is learned from and scored, its masks are the truth, the controls stand beside the number", async ({ reproduce }) => {
  const panel = new FramesPanel(reproduce);
  await panel.open();
  await panel.give("Frames of a data set", onDisk("UCSDped2", archive()));
  await expect(panel.panel).toContainText("UCSDped2: 2 clips; 20 frames; 1 training clip; 20 masks; 1 other file left out");
  await panel.give("Boxes", boxes([FRAMES, FRAMES]));
  await panel.press("Learn and score");
  await expect(panel.finished).toContainText("40 objects scored", { timeout: 120_000 });
  await expect(panel.table.getByRole("row")).toHaveCount(6 + 1);
  // Both boxes of a frame have one shape throughout: their width tells nothing.
  await expect(panel.table.getByRole("row", { name: "box width 0" })).toContainText("0.5000");
  await expect(panel.panel).toContainText("Trained on the unlabelled test clips, as published; 40 % of the frames are abnormal.");
  await expect(reproduce.row("AUC, all frames")).toBeVisible({ timeout: 60_000 });
  await expect(reproduce.row("Frames")).toContainText("20");
  await expect(reproduce.result).toContainText("This score: trained on the unlabelled test clips, as published");
  const own = Number(await panel.table.getByRole("row", { name: /^LBR-SPR \(small\)/ }).getByRole("cell").nth(1).textContent());
  const shown = Number(await reproduce.row("AUC, all frames").getByRole("cell").first().textContent());
  expect(Math.abs(own - shown), "the panel's number is the card's").toBeLessThan(1e-3);
  expect(await scanned(reproduce.page)).toEqual([]);
});

test("a run that is stopped is gone on with from its file and ends as the uninterrupted one; its weights score the same", async ({ reproduce }) => {
  const [panel, clips] = [new FramesPanel(reproduce), onDisk("clips", folders())];
  await panel.open(40);
  await panel.give("Frames of a data set", clips);
  await panel.press("Learn and score");
  await expect(panel.finished).toBeVisible({ timeout: 120_000 });
  await expect(panel.finished).toContainText("without ground truth there is no number");
  const whole = await panel.scores();
  const weights = await panel.saved("Save weights");
  // Again from the beginning, stopped on the way.
  await panel.press("Learn and score");
  const stop = panel.panel.getByRole("button", { name: "Stop and save state" });
  await expect(stop).toBeVisible({ timeout: 60_000 });
  const state = await panel.saved("Stop and save state");
  await expect(panel.status).toContainText(/Stopped after step \d+ of 40\. The state is saved/);
  await panel.press("Learn and score");
  await expect(panel.finished).toBeVisible({ timeout: 120_000 });
  expect(await panel.scores()).toEqual(whole);
  // The file goes on as well as the field; of another seed it is refused.
  await panel.give("Saved state", given("state.safetensors", state));
  await panel.panel.getByRole("spinbutton", { name: "Seed of the run" }).fill("3");
  await panel.press("Learn and score");
  await expect(reproduce.alert).toContainText("go on with the settings and cubes it began with", { timeout: 60_000 });
  await panel.give("LBR weights", given("weights.safetensors", weights));
  await panel.press("Score with these weights");
  await expect(panel.finished).toBeVisible({ timeout: 60_000 });
  expect(await panel.scores()).toEqual(whole);
});

test("cancelling stops at once and leaves what was chosen", async ({ reproduce }) => {
  const panel = new FramesPanel(reproduce);
  await panel.open(1000);
  await panel.give("Frames of a data set", onDisk("clips", folders()));
  await panel.press("Learn and score");
  await expect(panel.panel.getByRole("button", { name: "Stop and save state" })).toBeVisible({ timeout: 60_000 });
  await panel.press("Cancel");
  await expect(panel.panel.getByRole("button", { name: "Learn and score" })).toBeEnabled({ timeout: 1000 });
  await expect(panel.panel).toContainText("clips: 2 clips; 20 frames; no masks");
});

test("merge mode scores both splits against a truth with the training clips as normal; classic is not called LBR-SPR", async ({ reproduce }) => {
  const panel = new FramesPanel(reproduce);
  await panel.open();
  await panel.give("Frames of a data set", onDisk("UCSDped2", archive()));
  const mode = panel.panel.getByRole("combobox", { name: "Learn from" });
  await mode.selectOption("merge");
  await panel.press("Learn and score");
  await expect(reproduce.row("Videos")).toContainText("3", { timeout: 120_000 });
  expect(Object.keys(await panel.scores())).toEqual(["Test001", "Test002", "train-Train001"]);
  await mode.selectOption("classic");
  await panel.panel.getByRole("checkbox", { name: "Motion variant (classical flow)" }).check();
  await panel.press("Learn and score");
  await expect(panel.table).toContainText("trained on the training split alone: not LBR-SPR", { timeout: 120_000 });
  expect(Object.keys(await panel.scores())).toEqual(["Test001", "Test002"]);
});

/** `files` without `path`, and with others. */
function changed(files: Files, without: string, others: Files = {}): Files {
  return { ...Object.fromEntries(Object.entries(files).filter(([path]) => path !== without)), ...others };
}

const CUT = archive()["Test/Test001/004.tif"]?.subarray(0, 400) ?? Buffer.alloc(0);
/** Bits of a sample: 32, which would be floating point. */
const FLOATS = Buffer.from(archive()["Test/Test001/004.tif"] ?? []);
for (let sample = 0; sample < 3; sample++) FLOATS.writeUInt16LE(12, 8 + 2 + 12 * 9 + 4 + 2 * sample);

const REFUSED_FOLDERS: readonly (readonly [string, Files, RegExp])[] = [
  ["a missing frame", changed(archive(), "Test/Test001/004.tif"), /Clip Test001: frame 4 is missing between 003\.tif and 005\.tif/],
  ["a clip that is too short", { "x/1.bmp": Buffer.from("BM"), "x/2.bmp": Buffer.from("BM") }, /Clip x has 2 frames; at least 5 are needed/],
  ["another number of masks", changed(archive(), "Test/Test002_gt/010.bmp"), /Clip Test002 has 10 frames and 9 masks/],
  ["no pictures at all", { "notes/readme.txt": Buffer.from("none") }, /No clip was found among 1 files/],
];
for (const [what, files, sentence] of REFUSED_FOLDERS) {
  test(`${what} in the folder is told before any picture is read`, async ({ reproduce }) => {
    const panel = new FramesPanel(reproduce);
    await panel.open();
    await panel.give("Frames of a data set", onDisk("set", files));
    await expect(reproduce.alert).toContainText(sentence);
    await expect(panel.panel.getByRole("button", { name: "Learn and score" })).toBeDisabled();
  });
}

const MIXED = Buffer.from(folders()["a/004.bmp"] ?? []);
MIXED.writeInt32LE(-100, 22); // Rows.

const REFUSED_RUNS: readonly (readonly [string, Files, ReturnType<typeof boxes> | null, RegExp])[] = [
  ["pictures of two sizes", changed(folders(), "a/004.bmp", { "a/004.bmp": MIXED }), null, /a: frame 3 is 160x100, the clip began with 160x120/],
  ["a TIFF that is cut off", changed(archive(), "Test/Test001/004.tif", { "Test/Test001/004.tif": CUT }), null, /Test001\/004\.tif: .*TIFF picture cannot be decoded/],
  ["a TIFF of another kind of sample", changed(archive(), "Test/Test001/004.tif", { "Test/Test001/004.tif": FLOATS }), null, /Test001\/004\.tif: .*TIFF picture/],
  ["boxes of clips of other lengths", folders(), boxes([FRAMES, FRAMES + 1]), /"clip_lengths"\[1\] is 11, that clip has 10 frames/],
  ["boxes of other clips", folders(), boxes([FRAMES]), /"clip_lengths" sums to 10 frames in 1 clips, the clips given have 20 in 2/],
];
for (const [what, files, given, sentence] of REFUSED_RUNS) {
  test(`no score is made from ${what}, and the page says why`, async ({ reproduce }) => {
    const panel = new FramesPanel(reproduce);
    await panel.open();
    await panel.give("Frames of a data set", onDisk("clips", files));
    if (given !== null) await panel.give("Boxes", given);
    await panel.press("Learn and score");
    await expect(reproduce.alert).toContainText(sentence, { timeout: 60_000 });
    await expect(panel.finished).toHaveCount(0);
  });
}

test("boxes outside the frames are left out and counted", async ({ reproduce }) => {
  const panel = new FramesPanel(reproduce);
  await panel.open();
  await panel.give("Frames of a data set", onDisk("clips", folders()));
  await panel.give("Boxes", boxes([FRAMES, FRAMES], (frame) => (frame < 3 ? [400, 400, 420, 420] : [10, 40, 30, 60])));
  await panel.press("Learn and score");
  await expect(panel.finished).toContainText("34 objects scored", { timeout: 60_000 });
  await expect(panel.panel).toContainText(/a: 3 boxes .* skipped/);
});

test("Ped2's own frames, boxes and masks score by the page's weights as on the command line, the controls have their known numbers", async ({ reproduce }) => {
  test.skip(!existsSync(PED2), "../shared is not here");
  test.setTimeout(900_000);
  const panel = new FramesPanel(reproduce);
  await panel.open();
  await panel.give("Frames of a data set", onDisk("ucsd-ped2", ped2()));
  await panel.give("Boxes", given("boxes_test.npz", readFileSync(resolve(PED2, "boxes_test.npz"))));
  await panel.press("Score with the weights that come with the page");
  await expect(panel.finished).toContainText("34,715 objects scored", { timeout: 840_000 });
  const known = { "box width ÷ height": [0.917, 0.942], "LBR \\(ready weights\\)": NATIVE };
  for (const [name, numbers] of Object.entries(known)) {
    const cells = panel.table.getByRole("row", { name: new RegExp(`^${name}`) }).getByRole("cell");
    for (const [at, number] of numbers.entries()) expect(Math.abs(Number(await cells.nth(at).textContent()) - number), `${name}, column ${at}`).toBeLessThan(1e-3);
  }
  await expect(panel.panel).toContainText("as published, but by a network a quarter as wide as the paper’s, in 30 epochs of 64 cubes a step; 82 % of the frames are abnormal");
});
