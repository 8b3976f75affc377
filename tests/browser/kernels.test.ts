/**
 * The GPU's kernels in the browser at sizes that do not fit their tiles, against the CPU: odd sides, channels that are no
 * multiples of 4, one picture, none. Random shapes and gradients of every layer are held natively (tests/gpu); here it is
 * the browser's own compiler and the wasm file that ships.
 */
import type { Page } from "@playwright/test";
import type { Engine } from "../../pkg/oddframe.js";
import { expect, test } from "./fixtures";

type Bindings = typeof import("../../pkg/oddframe.js");

/** Of the largest value: sums of some hundred products in two orders. */
const ALLOWED = 1e-5;
const SIZES: Readonly<Record<string, number>> = {
  conv: 33 * 7 * 9,
  "conv.x": 5 * 7 * 9,
  "conv.weight": 33 * 5 * 9,
  up: 2 * 7 * 6 * 10,
  "up.x": 2 * 6 * 3 * 5,
  "up.weight": 6 * 7 * 9,
  strided: 3 * 6 * 3,
  depthwise: 3 * 6 * 3,
  none: 0,
  conv3d: 6 * 5 * 3 * 4,
  max_pool3d: 3 * 3 * 3 * 7,
  attention: 9 * 6,
  squared_errors: 3,
  flow: 2 * 66 * 81,
};

test("every kernel of the GPU gives what the CPU gives", async ({ page, site }) => {
  await page.goto(`${site.url}THIRD-PARTY.txt`);
  const found = await outputs(page, site.origin, "gpu");
  const expected = await outputs(page, site.origin, "cpu");
  expect(Object.fromEntries([...expected].map(([name, values]) => [name, values.length]))).toEqual(SIZES);
  for (const [name, want] of expected) {
    const got = found.get(name) ?? [];
    expect(got, name).toHaveLength(want.length);
    const largest = Math.max(1, ...want.map(Math.abs));
    // Written so that a NaN fails.
    const wrong = want.filter((value, i) => !(Math.abs((got[i] ?? NaN) - value) <= ALLOWED * largest));
    expect(wrong, name).toEqual([]);
  }
});

async function outputs(page: Page, origin: string, device: "cpu" | "gpu"): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = await page.evaluate(
    async ({ origin, device }) => {
      const bindings = (await import(`${origin}/pkg/oddframe.js`)) as Bindings;
      await bindings.default();
      const engine: Engine = await bindings.Engine.open(device);
      return [...(await engine.layer_outputs())].map(([name, values]) => [name, [...values]] as const);
    },
    { origin, device },
  );
  return new Map(found);
}
