/** Heads that learnt elsewhere, as a person uses them in the view Watch: scenes, footage, several methods on one clip. */

import type { Page } from "@playwright/test";
import { scanned } from "./axe";
import { movingSquares } from "./clips";
import { expect, test } from "./fixtures";
import type { WatchPage } from "./watch_page";

const LANET = "LA-Net head, demo encoder (drawn scenes)";
const DSANET = "DSANet head, demo encoder, no CLIP";
const SMALL = { device: "CPU", steps: 6, width: "0.125" } as const;
/** Seven whole snippets of 16 frames, and eight frames more. */
const FRAMES = 120;
const SNIPPETS = 7;

interface ExportedHead {
  readonly method: string;
  readonly unit: string;
  readonly auroc: number | null;
  readonly events: readonly { readonly start: number; readonly end: number; readonly mostLike?: { readonly name: string; readonly probability: number } | null }[];
  readonly compared: readonly { readonly method: string; readonly unit: string; readonly auroc: number | null; readonly values: readonly number[] }[];
  readonly result: {
    readonly method: string;
    readonly experimental: boolean;
    readonly frames: readonly number[];
    readonly snippets: readonly number[];
    readonly classes: readonly { readonly name: string; readonly probabilities: readonly number[] }[];
    readonly encoder: { readonly name: string; readonly crops: readonly number[] } | null;
    readonly notes: readonly string[];
    readonly phases: readonly { readonly phase: string; readonly seconds: number }[];
  };
}

async function exported(watch: WatchPage): Promise<ExportedHead> {
  return JSON.parse((await watch.export("JSON")).toString("utf8")) as ExportedHead;
}

const method = (page: Page) => page.getByRole("combobox", { name: "Method" });

async function scoreScene(watch: WatchPage, name: string, scene = "Plaza, seed 3", frames = FRAMES): Promise<void> {
  await watch.choose({ device: "CPU" });
  await watch.scene(scene, frames);
  await method(watch.page).selectOption(name);
  await watch.run();
}

test("LA-Net's head scores a scene: a probability per frame, its attention, its phases, under its name", async ({ watch }) => {
  await watch.open();
  await scoreScene(watch, LANET);
  await expect(watch.result).toContainText(`Scored ${FRAMES} frames in`);
  await expect(watch.result).toContainText(LANET);
  await expect(watch.figure).toContainText("Probability of being odd, 0 to 1");
  const attention = watch.page.getByRole("figure", { name: "Attention" });
  await expect(attention).toContainText("attends to");
  await expect(attention).toContainText("content 1.000");
  await expect(watch.page.getByRole("figure", { name: "Classes over time" })).toHaveCount(0);
  await expect(watch.page.getByRole("group", { name: "Settings" })).toHaveCount(0);

  const { method: name, unit, result } = await exported(watch);
  expect([name, unit, result.experimental]).toEqual([LANET, "probability", false]);
  expect(result.snippets).toHaveLength(SNIPPETS);
  expect(result.frames).toHaveLength(FRAMES);
  expect(result.frames.every((value, frame) => value >= 0 && value <= 1 && value === result.snippets[Math.min(SNIPPETS - 1, Math.floor(frame / 16))])).toBe(true);
  expect(new Set(result.snippets).size).toBeGreaterThan(1);
  expect(result.notes.join(" ")).toContain("The last 8 of 120 frames fill no snippet of 16");
  expect(result.phases.map(({ phase }) => phase)).toEqual(["weights", "features", "snippets"]);
  expect(result.encoder?.name).toContain("I3D width 1/8");
  expect(result.encoder?.crops).toHaveLength(10);
});

test("the attention follows the position on the curve, by keyboard too", async ({ watch }) => {
  await watch.open();
  await scoreScene(watch, LANET);
  const attention = watch.page.getByRole("figure", { name: "Attention" });
  const position = watch.page.getByRole("slider", { name: "Position on the curve" });
  await position.focus();
  await watch.page.keyboard.press("Home");
  await expect(attention.getByRole("heading")).toHaveText("What snippet 0 attends to");
  await watch.page.keyboard.press("End");
  await expect(attention.getByRole("heading")).toHaveText(`What snippet ${SNIPPETS - 1} attends to`);
  const box = await watch.figure.locator(".u-over").boundingBox();
  if (box === null) throw new Error("the curve is not on the page");
  await watch.page.mouse.move(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
  await expect(attention.getByRole("heading")).toHaveText("What snippet 3 attends to");
});

test("DSANet's head names what stands out, row by row, as a table, with a note on its use", async ({ watch }) => {
  await watch.open();
  // The cart of this scene is there from frame 149 to 251.
  await scoreScene(watch, DSANET, "Plaza, seed 4", 600);
  const band = watch.page.getByRole("figure", { name: "Classes over time" });
  for (const name of ["normal", "cart", "cyclist", "fall", "runner"]) await expect(band.getByRole("img", { name: `Probability of ${name} over time` })).toBeVisible();
  await band.getByText("The classes as a table").click();
  const table = band.getByRole("table");
  await expect(table.getByRole("columnheader")).toHaveText(["From", "normal", "cart", "cyclist", "fall", "runner"]);
  await expect(table.getByRole("row")).toHaveCount(1 + 37);
  await expect(watch.result).toContainText("most like: cart");
  await expect(watch.events.getByRole("listitem").first()).toContainText("most like:");
  await expect(watch.page.getByText("never an accusation").first()).toBeVisible();

  const { result, events } = await exported(watch);
  expect(result.classes.map(({ name }) => name)).toEqual(["normal", "cart", "cyclist", "fall", "runner"]);
  for (let snippet = 0; snippet < 37; snippet++) expect(result.classes.reduce((sum, { probabilities }) => sum + (probabilities[snippet] ?? NaN), 0)).toBeCloseTo(1, 4);
  expect(events.some(({ mostLike }) => mostLike?.name === "cart" && mostLike.probability >= 0.5)).toBe(true);
});

test("the threshold is a probability with a default of its own, and the other unit keeps its own", async ({ watch }) => {
  await watch.open();
  await expect(watch.threshold).toHaveValue("3");
  await scoreScene(watch, LANET);
  await expect(watch.threshold).toHaveValue("0.5");
  await watch.threshold.focus();
  await watch.page.keyboard.press("Home");
  await expect(watch.threshold).toHaveValue("0.01");
  await expect(watch.events.getByRole("listitem")).toHaveCount(1);
  await watch.page.keyboard.press("End");
  await expect(watch.threshold).toHaveValue("1");
  await expect(watch.result).toContainText("Nothing stands out above 1.00.");
  await expect(watch.page).toHaveURL(/method=lanet.*threshold=1(&|$)/);
  await method(watch.page).selectOption("LBR-SPR");
  await expect(watch.page).toHaveURL(/method=lbr-spr.*threshold=3(&|$)/);
});

test("the address brings back method and threshold, whichever comes first", async ({ watch }) => {
  await watch.page.goto(`${watch.url}#/watch?threshold=0.25&clip=plaza-1&frames=60&method=dsanet&device=cpu`);
  await expect(method(watch.page)).toHaveValue("dsanet");
  await expect(watch.threshold).toHaveValue("0.25");
  await expect(watch.page.getByText("means nothing here")).toHaveCount(0);
  await watch.page.goto(`${watch.url}#/watch?clip=plaza-1&frames=60&method=dsanet&threshold=3`);
  await expect(watch.page.getByText("threshold=3, which means nothing here")).toBeVisible();
});

test("an address given while the page is about to write its own is read, not written over", async ({ watch }) => {
  await watch.page.goto(`${watch.url}#/watch?clip=plaza-1&frames=60&method=dsanet&device=cpu`);
  await expect(method(watch.page)).toHaveValue("dsanet");
  await watch.page.evaluate(() => {
    // The next task changes the address, after which the page's own writing is due before anybody has heard of the change.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (location.hash = "#/watch?clip=plaza-1&frames=60&method=lanet&device=cpu");
    const threshold = document.querySelector<HTMLInputElement>("input[type=range]");
    if (threshold === null) throw new Error("no threshold");
    threshold.value = threshold.max;
    threshold.dispatchEvent(new Event("input", { bubbles: true }));
    const begun = performance.now();
    while (performance.now() - begun < 500);
    port2.postMessage(null);
  });
  await expect(method(watch.page)).toHaveValue("lanet");
});

test("a second method keeps the first one's curve, each on its own axis, and either can go", async ({ watch }) => {
  await watch.open();
  await watch.choose(SMALL);
  await watch.scene("Plaza, seed 3", FRAMES);
  await watch.run();
  const first = await watch.exported();
  await expect(watch.page.getByRole("list", { name: "Curves" })).toHaveCount(0);
  await method(watch.page).selectOption(LANET);
  await watch.run();
  const curves = watch.page.getByRole("list", { name: "Curves" }).getByRole("listitem");
  await expect(curves).toHaveCount(2);
  await expect(curves.nth(0)).toContainText(`${LANET}probability, left axis`);
  await expect(curves.nth(1)).toContainText("LBR-SPR (small)robust units, right axis");
  await method(watch.page).selectOption(DSANET);
  await watch.run();
  await expect(curves).toHaveCount(3);
  await expect(curves.nth(2)).toContainText(`${LANET}probability, left axis`);

  const { compared } = await exported(watch);
  expect(compared.map(({ method: name, unit }) => [name, unit])).toEqual([["LBR-SPR (small)", "robust"], [LANET, "probability"]]);
  expect(compared[0]?.values).toEqual(first.result.track.robust);
  expect(compared[0]?.auroc).toEqual(first.auroc);

  // The same method again takes the place of its earlier curve.
  await watch.run();
  await expect(curves).toHaveCount(3);
  await watch.page.getByRole("button", { name: "Remove LBR-SPR (small)" }).click();
  await expect(curves).toHaveCount(2);
  await watch.scene("Plaza, seed 2", FRAMES);
  await expect(watch.page.getByRole("list", { name: "Curves" })).toHaveCount(0);
});

test("an earlier method's curve is there in the table, and its controls can still be asked for", async ({ watch }) => {
  await watch.open();
  await watch.choose(SMALL);
  await watch.scene("Plaza, seed 3", 450);
  for (const control of ["Frame copy", "Cube variance"]) {
    await method(watch.page).selectOption(control);
    await watch.run();
  }
  await method(watch.page).selectOption(LANET);
  await watch.run();
  await watch.page.getByText("The curve as a table").click();
  await expect(watch.page.getByRole("columnheader", { name: `Highest score: ${LANET}` })).toBeVisible();
  await expect(watch.page.getByRole("columnheader", { name: "Frame copy" })).toBeVisible();
  await expect(watch.page.getByRole("columnheader", { name: "Cube variance" })).toBeVisible();
  const controls = watch.page.getByRole("table", { name: "Controls from the boxes of this clip" });
  await expect(controls.getByRole("rowheader", { name: LANET })).toBeVisible();
  await expect(controls.getByRole("rowheader", { name: "Frame copy" })).toBeVisible();
  await expect(controls.getByRole("rowheader", { name: "Cube variance" })).toBeVisible();
});

test("cancelling a head stops within 100 ms, and the next run works", async ({ watch }) => {
  await watch.open();
  await watch.choose({ device: "CPU" });
  await watch.scene("Plaza, seed 1", 1200);
  await method(watch.page).selectOption(LANET);
  await watch.score.click();
  await expect(watch.page.getByText(/row [\d,]+ of 750.*left/)).toBeVisible({ timeout: 60_000 });
  expect(await watch.millisecondsToCancel()).toBeLessThan(100);
  await expect(watch.result).toContainText("Cancelled");
  await scoreScene(watch, LANET);
});

test("on footage a head is off and says why; the experiment is marked wherever it shows, and names no class", async ({ watch }) => {
  await watch.open();
  await watch.choose({ device: "CPU" });
  await watch.upload(movingSquares(64));
  await expect(watch.score).toBeEnabled({ timeout: 60_000 });
  for (const [name, needs] of [[LANET, "I3D"], [DSANET, "CLIP"]] as const) {
    await method(watch.page).selectOption(name);
    await expect(watch.score).toBeDisabled();
    await expect(watch.page.getByText(`needs ${needs} features`)).toBeVisible();
  }
  await watch.page.getByRole("checkbox", { name: "Experiment anyway" }).check();
  await expect(watch.page).toHaveURL(/experiment=1/);
  await watch.run();
  await expect(watch.result).toContainText("Experimental:");
  await expect(watch.result).toContainText(`${DSANET}, experimental`);
  await expect(watch.figure.getByText("experimental", { exact: true })).toBeVisible();
  await expect(watch.page.getByText("No classes are named here")).toBeVisible();
  await expect(watch.page.getByText(/most like:|cyclist/)).toHaveCount(0);

  const { method: named, result, events } = await exported(watch);
  expect([named, result.experimental, result.classes]).toEqual([`${DSANET}, experimental`, true, []]);
  expect(events.every((event) => !("mostLike" in event))).toBe(true);
  const [header, row] = (await watch.export("CSV")).toString("utf8").split("\n");
  expect(header).toBe("frame,time,probability,snippet,experimental");
  expect(row?.split(",").at(-1)).toBe("1");
  // Back on a scene nothing is experimental.
  await watch.scene("Plaza, seed 3", FRAMES);
  await watch.run();
  await expect(watch.result).not.toContainText("xperimental");
});

test("the result of a head is taken away as CSV with its classes, and as PNG", async ({ watch }) => {
  await watch.open();
  await scoreScene(watch, DSANET);
  const rows = (await watch.export("CSV")).toString("utf8").trimEnd().split("\n");
  expect(rows[0]).toBe("frame,time,probability,snippet,experimental,class_normal,class_cart,class_cyclist,class_fall,class_runner");
  expect(rows).toHaveLength(1 + FRAMES);
  expect(rows.slice(1).every((row) => row.split(",").every((cell) => cell !== "" && Number.isFinite(Number(cell))))).toBe(true);
  const png = await watch.export("PNG");
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
});

test("a clip shorter than a snippet is refused with its length", async ({ watch }) => {
  await watch.open();
  await watch.choose({ device: "CPU" });
  await watch.scene("Plaza, seed 1", 12);
  await method(watch.page).selectOption(LANET);
  await watch.score.click();
  await expect(watch.alert).toContainText("12 frames; one snippet needs 16");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`classes, attention and comparison have no serious accessibility violation and fit a phone, ${colorScheme}`, async ({ watch }) => {
    await watch.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await watch.page.setViewportSize({ width: 360, height: 800 });
    const sideways = () => watch.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await watch.open();
    await scoreScene(watch, LANET);
    await expect(watch.page.getByRole("figure", { name: "Attention" })).toContainText("content 1.000");
    expect(await scanned(watch.page)).toEqual([]);
    expect(await sideways()).toBe(0);
    await method(watch.page).selectOption(DSANET);
    await watch.run();
    await expect(watch.page.getByRole("figure", { name: "Classes over time" })).toBeVisible();
    expect(await scanned(watch.page)).toEqual([]);
    expect(await sideways()).toBe(0);
  });
}
