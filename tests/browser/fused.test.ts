/**
 * Fused products on the CPU: taken where the browser has them, plain where it has not or where their module does not start.
 * That both are right the goldens hold (reference.test.ts, lanet_reference.test.ts).
 */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { prepare } from "./places";

type Bindings = typeof import("../../pkg/oddframe.js");

/** Of the largest value: sums of products that are rounded once or twice. */
const ROUNDING = 2e-6;

test("fused products change results by less than rounding, and are what computes in every kernel that has them", async ({ context, site }) => {
  const runs: Map<string, number[]>[] = [];
  for (const fused of [true, false]) {
    const page = await context.newPage();
    await prepare(page, { fused });
    await page.goto(`${site.url}THIRD-PARTY.txt`);
    const run = await results(page, site.origin);
    expect(run.fused).toBe(fused);
    runs.push(new Map(run.values));
  }
  const [fused, plain] = runs;
  // By linear layers, by a convolution, and by the gradient of the last convolution's weight, which no ReLU is in front of. The same bits would
  // mean that the same products were computed (as on a processor that cannot round a product and a sum once).
  for (const name of ["lanet", "eval.stage.0", "grad.7.conv.weight"]) {
    const [one, other] = [fused?.get(name) ?? [], plain?.get(name) ?? []];
    expect(one.length, name).toBeGreaterThanOrEqual(60);
    expect(other, name).toHaveLength(one.length);
    const largest = Math.max(...one.map(Math.abs));
    const off = Math.max(...one.map((value, i) => Math.abs(value - (other[i] ?? NaN)))) / largest;
    expect(off, name).toBeLessThanOrEqual(ROUNDING);
    expect(off, name).toBeGreaterThan(0);
  }
});

test("a module of fused products that does not start is told of, and the plain ones compute", async ({ page, site }) => {
  const told: string[] = [];
  page.on("console", (message) => { if (message.type() === "warning") told.push(message.text()); });
  await page.addInitScript(() => {
    WebAssembly.Instance = function () {
      throw new Error("no room for another module");
    } as unknown as typeof WebAssembly.Instance;
  });
  await page.goto(`${site.url}THIRD-PARTY.txt`);
  const { fused, values } = await results(page, site.origin);
  expect(fused).toBe(false);
  expect(new Map(values).get("lanet")?.every((score) => score >= 0 && score <= 1)).toBe(true);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("Products stay unfused");
  expect(told[0]).toContain("no room for another module");
});

/** LA-Net's scores and the reference pass of ReconCAE, at an eighth of its width. */
async function results(page: Page, origin: string): Promise<{ fused: boolean; values: [string, number[]][] }> {
  return page.evaluate(async (origin) => {
    const bindings = (await import(`${origin}/pkg/oddframe.js`)) as Bindings;
    await bindings.default();
    const engine = await bindings.Engine.open("cpu");
    const scores = [...(await engine.lanet_scores())].flatMap(([, scores]) => [...scores]);
    const pass = [...(await engine.reference_pass(0.125))].map(([name, values]): [string, number[]] => [name, [...values]]);
    return { fused: bindings.products_are_fused(), values: [["lanet", scores], ...pass] };
  }, origin);
}
