import { expect, test } from "./fixtures";

/** A small network and few steps: these tests ask whether the page works, not how well the method does. */
const SMALL = { device: "CPU", steps: 6, width: "0.125" } as const;
const FRAMES = 60;
/** Milliseconds between pressing "Cancel" and the end of the computing worker. */
const CANCEL_MS = 100;

test("a scene is playing soon after the page has loaded", async ({ watch }) => {
  await watch.page.goto(watch.url);
  await expect(watch.page.getByRole("button", { name: "Pause" })).toBeVisible({ timeout: 10_000 });
  await expect(watch.page.locator(".screen canvas").first()).toBeVisible();
});

test("a scene is scored on the CPU and gives a curve, a result and its numbers", async ({ watch }) => {
  await watch.open();
  await watch.choose(SMALL);
  await watch.scene("Plaza, seed 2", FRAMES);
  await watch.score.click();
  await expect(watch.progress).toBeVisible();
  await watch.finished();
  await expect(watch.result).toContainText(`Scored ${FRAMES} frames in`);
  await expect(watch.result).toContainText("on CPU");
  await expect(watch.device).toHaveText("CPU");
  await expect(watch.figure.locator("canvas")).toBeVisible();
  const { result, auroc } = await watch.exported();
  expect(result.method).toBe("LBR-SPR (small)");
  expect(result.steps).toBe(SMALL.steps);
  expect(result.clip.frames).toBe(FRAMES);
  expect(result.track.robust.every(Number.isFinite)).toBe(true);
  expect(result.phases.map(({ phase }) => phase)).toEqual(["open", "decode", "learn", "score"]);
  if (auroc !== null) expect(auroc).toBeGreaterThanOrEqual(0);
  await watch.page.getByText("How it was computed").click();
  const where = watch.page.getByRole("figure", { name: "Where the time went" });
  for (const phase of ["Until the engine was ready", "Loading the engine", "Opening the device", "This run", "Learning what is usual here"]) await expect(where).toContainText(phase);
});

test("the threshold moves by pointer and by keyboard, and the events follow", async ({ watch }) => {
  await watch.open();
  await watch.choose(SMALL);
  await watch.scene("Plaza, seed 1", FRAMES);
  await watch.run();
  await watch.threshold.focus();
  await watch.page.keyboard.press("Home");
  await expect(watch.threshold).toHaveValue("0.5");
  const atLowest = await watch.events.getByRole("listitem").count();
  await watch.page.keyboard.press("ArrowRight");
  await expect(watch.threshold).toHaveValue("0.6");

  const box = await watch.threshold.boundingBox();
  if (box === null) throw new Error("the threshold is not on the page");
  await watch.page.mouse.move(box.x + 8, box.y + box.height / 2);
  await watch.page.mouse.down();
  await watch.page.mouse.move(box.x + box.width - 2, box.y + box.height / 2, { steps: 8 });
  await watch.page.mouse.up();
  expect(Number(await watch.threshold.inputValue())).toBeGreaterThan(7);
  await expect.poll(() => watch.events.getByRole("listitem").count()).toBeLessThanOrEqual(atLowest);
  await expect(watch.page).toHaveURL(/threshold=[78]/);
});

test("the result can be taken away as CSV, JSON and PNG", async ({ watch }) => {
  await watch.open();
  await watch.choose(SMALL);
  await watch.scene("Plaza, seed 1", FRAMES);
  await watch.run();

  const rows = (await watch.export("CSV")).toString("utf8").trimEnd().split("\n");
  expect(rows[0]).toBe("frame,time,raw,smoothed,robust,no_object");
  expect(rows).toHaveLength(1 + FRAMES);
  expect(rows.slice(1).every((row) => row.split(",").every((cell) => cell !== "" && Number.isFinite(Number(cell))))).toBe(true);

  const exported = await watch.exported();
  expect(exported.format).toBe("oddframe-watch/1");
  expect(exported.result.track.times).toHaveLength(FRAMES);
  expect(Number(rows[1]?.split(",")[4])).toBeCloseTo(exported.result.track.robust[0] ?? NaN, 4);

  const png = await watch.export("PNG");
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  expect(png.readUInt32BE(16)).toBeGreaterThan(300);
});

test("cancelling stops the computing within 100 ms, and the next run works", async ({ watch }) => {
  await watch.open();
  await watch.choose({ ...SMALL, steps: 20_000 });
  await watch.scene("Plaza, seed 1", FRAMES);
  await watch.score.click();
  await expect(watch.page.getByText(/step [\d,]+ of/)).toBeVisible({ timeout: 60_000 });

  const ended = Promise.race(watch.page.workers().map((worker) => new Promise((resolve) => worker.once("close", resolve))));
  expect(await watch.millisecondsToCancel()).toBeLessThan(CANCEL_MS);
  await ended;
  await expect(watch.result).toContainText("Cancelled");

  await watch.choose({ steps: SMALL.steps });
  await watch.run();
  await expect(watch.result).toContainText(`Scored ${FRAMES} frames in`);
});

test("an engine that breaks down says so, and the next run works", async ({ watch }) => {
  await watch.open();
  await watch.choose({ ...SMALL, steps: 20_000 });
  await watch.scene("Plaza, seed 1", FRAMES);
  await watch.score.click();
  await expect(watch.page.getByText(/step [\d,]+ of/)).toBeVisible({ timeout: 60_000 });
  // What a Rust panic does to its worker: an error that nothing there catches.
  const workers = watch.page.workers();
  expect(workers.length).toBeGreaterThan(0);
  for (const worker of workers) await worker.evaluate(() => { setTimeout(() => { throw new WebAssembly.RuntimeError("unreachable"); }, 0); });
  await expect(watch.alert).toContainText("unreachable", { timeout: 30_000 });
  await expect(watch.alert).toContainText("Try again");
  await watch.choose({ steps: SMALL.steps });
  await watch.run();
  await expect(watch.result).toContainText(`Scored ${FRAMES} frames in`);
});

test("controls from the same boxes can be put beside the result", async ({ watch }) => {
  await watch.open();
  await watch.choose(SMALL);
  await watch.scene("Plaza, seed 1", FRAMES);
  await watch.page.getByRole("combobox", { name: "Method" }).selectOption("Box width");
  await watch.run();
  await expect(watch.result).toContainText(`Scored ${FRAMES} frames in`);
});

test("the address brings back clip, settings and threshold", async ({ watch }) => {
  await watch.page.goto(`${watch.url}#/watch?clip=plaza-3&frames=90&method=lbr&device=cpu&steps=9&width=0.25&seed=5&threshold=2.5&t=1`);
  await expect(watch.clip).toHaveValue("plaza-3");
  await expect(watch.page.getByRole("spinbutton", { name: "Frames" })).toHaveValue("90");
  await expect(watch.page.getByRole("combobox", { name: "Method" })).toHaveValue("lbr");
  await expect(watch.page.getByRole("combobox", { name: "Device" })).toHaveValue("cpu");
  await expect(watch.page.getByRole("spinbutton", { name: "Steps" })).toHaveValue("9");
  await expect(watch.page.getByRole("combobox", { name: "Network width" })).toHaveValue("0.25");
  await expect(watch.threshold).toHaveValue("2.5");
  await expect(watch.page).toHaveURL(/threshold=2\.5.*t=1\.0/);
});
