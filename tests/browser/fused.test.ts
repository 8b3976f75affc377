/**
 * Fused products on the CPU: taken where the browser has them, plain where it has not or where their module does not start.
 * That both are right the goldens hold (reference.test.ts, lanet_reference.test.ts).
 */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { prepare } from "./places";

type Bindings = typeof import("../../pkg/oddframe.js");

/** Scores between 0 and 1, of products that are rounded once or twice. */
const ROUNDING = 1e-6;

test("fused products change a score by less than rounding, and are what computes", async ({ context, site }) => {
  const runs = [];
  for (const fused of [true, false]) {
    const page = await context.newPage();
    await prepare(page, { fused });
    await page.goto(`${site.url}THIRD-PARTY.txt`);
    const run = await scores(page, site.origin);
    expect(run.fused).toBe(fused);
    runs.push(run.values);
  }
  const [fused = [], plain = []] = runs;
  expect(fused.length).toBeGreaterThan(500);
  expect(plain.length).toBe(fused.length);
  const off = fused.map((value, i) => Math.abs(value - (plain[i] ?? NaN)));
  expect(Math.max(...off)).toBeLessThanOrEqual(ROUNDING);
  // The same bits everywhere would mean that the same products were computed.
  expect(off.some((off) => off > 0)).toBe(true);
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
  const { fused, values } = await scores(page, site.origin);
  expect(fused).toBe(false);
  expect(values.every((score) => score >= 0 && score <= 1)).toBe(true);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("Products stay unfused");
  expect(told[0]).toContain("no room for another module");
});

async function scores(page: Page, origin: string): Promise<{ fused: boolean; values: number[] }> {
  return page.evaluate(async (origin) => {
    const bindings = (await import(`${origin}/pkg/oddframe.js`)) as Bindings;
    await bindings.default();
    const engine = await bindings.Engine.open("cpu");
    const values = [...(await engine.lanet_scores())].flatMap(([, scores]) => [...scores]);
    return { fused: bindings.products_are_fused(), values };
  }, origin);
}
