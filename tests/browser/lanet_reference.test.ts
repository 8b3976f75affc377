/**
 * LA-Net at full size on the browser's devices against PyTorch, on the wasm file that ships: every prior mode, heads 1 and 4,
 * T = 1, 5, 200, 333, the PEL4VAD attention, and one learning pass. tests/lanet_golden.rs holds the CPU natively.
 */
import type { Page } from "@playwright/test";
import type { Engine } from "../../pkg/oddframe.js";
import { expect, test } from "./fixtures";
import { PLACES, prepare } from "./places";
import { golden } from "./safetensors";
import type { Tensors } from "./safetensors";

/** Absolute, of scores between 0 and 1. */
const SCORES = { cpu: 1e-5, gpu: 1e-4 } as const;
/**
 * Relative L2, of losses and gradients, f32 against f64. On the software adapter gradients are up to 6.2e-4 off: its exp and
 * erf are less exact than the CPU's, and the losses are made of small differences of scores.
 */
const LEARNING = { cpu: 1e-5, gpu: 1e-3 } as const;

type Bindings = typeof import("../../pkg/oddframe.js");

for (const place of PLACES) {
  test(`on the ${place.title} LA-Net's scores, losses and gradients equal PyTorch's`, async ({ page, site }) => {
    test.slow();
    const { device } = place;
    await prepare(page, place);
    await page.goto(`${site.url}THIRD-PARTY.txt`);
    const expected = golden("lanet.safetensors");
    const { fused, found } = await passes(page, site.origin, device);
    expect(fused).toBe(place.fused);
    let vectors = 0;
    for (const [name, want] of expected) {
      if (!name.startsWith("forward.")) continue;
      vectors++;
      expect(furthest(found.get(name.slice("forward.".length)), want), name).toBeLessThanOrEqual(SCORES[device]);
    }
    expect(vectors).toBe(32);
    let learnt = 0;
    for (const [name, want] of expected) {
      const of = name.replace(/^learning\./, "");
      // The gradient of psi's bias is 0 but for rounding; norms are held natively.
      if (of === name || of.includes("norm.") || of === "by_features_norm" || of === "grad.lanet.attn.psi.bias") continue;
      learnt++;
      expect(relative(found.get(of), want), name).toBeLessThanOrEqual(LEARNING[device]);
    }
    expect(learnt).toBeGreaterThanOrEqual(16);
  });
}

async function passes(page: Page, origin: string, device: "cpu" | "gpu"): Promise<{ fused: boolean; found: Tensors }> {
  const { fused, found } = await page.evaluate(
    async ({ origin, device }) => {
      const bindings = (await import(`${origin}/pkg/oddframe.js`)) as Bindings;
      await bindings.default();
      const engine: Engine = await bindings.Engine.open(device);
      const all = [...(await engine.lanet_scores()), ...(await engine.lanet_learning())];
      return { fused: bindings.products_are_fused(), found: all.map(([name, values]) => [name, [...values]] as const) };
    },
    { origin, device },
  );
  return { fused, found: new Map(found.map(([name, values]) => [name, Float32Array.from(values)])) };
}

function furthest(got: Float32Array | undefined, want: Float32Array): number {
  return want.reduce((most, value, i) => {
    const off = Math.abs((got?.[i] ?? NaN) - value);
    return off <= most ? most : off; // A NaN stays.
  }, 0);
}

/** ‖a - b‖ / ‖b‖ over the values that the golden holds: all, or every 7919th around. */
function relative(all: Float32Array | undefined, want: Float32Array): number {
  const got = want.map((_, k) => all?.[all.length === want.length ? k : (k * 7919) % all.length] ?? NaN);
  const norm = (values: Float32Array) => Math.hypot(...values);
  return norm(want.map((value, k) => (got[k] ?? NaN) - value)) / norm(want);
}
