import { movingSquares } from "./clips";
import { expect, test } from "./fixtures";

/** About 0.2 GMAC/s is what a software adapter gives: the smallest network, few cubes, few steps. */
const STEPS = 4;
const MAX_CUBES = 64;
/** At 25 frames per second every second one is analysed: 16 frames of three objects. */
const PICTURES = 32;

test("WebGPU by a software adapter, asked for, learns and scores on the same path", async ({ watch }) => {
  await watch.open();
  await watch.choose({ device: "GPU", steps: STEPS, width: "0.125" });
  await expect(watch.device).toHaveText("software GPU", { timeout: 60_000 });
  await watch.upload(movingSquares(PICTURES));
  await watch.run();
  await expect(watch.result).toContainText(`Scored ${PICTURES} frames in`);
  await expect(watch.result).toContainText("on software GPU");
  const { result } = await watch.exported();
  expect(result.analysed.cubes).toBeGreaterThanOrEqual(32);
  expect(result.analysed.cubes).toBeLessThanOrEqual(MAX_CUBES);
  expect(result.steps).toBe(STEPS);
  expect(result.device.kind).toBe("software-gpu");
  expect(result.track.robust.every(Number.isFinite)).toBe(true);
});

test("a software adapter is never taken unless it is asked for", async ({ watch }) => {
  await watch.open();
  await expect(watch.device).toHaveText("CPU");
});
