/**
 * The network on the browser's devices against PyTorch: stages, loss, gradients, running statistics, Adam. The same
 * goldens hold the CPU natively (tests/lbr_golden.rs); here they hold wasm and WebGPU, on the wasm file that ships.
 */
import type { Page } from "@playwright/test";
import type { Engine } from "../../pkg/oddframe.js";
import { expect, test } from "./fixtures";
import { PLACES, prepare } from "./places";
import type { Place } from "./places";
import { golden } from "./safetensors";
import type { Tensors } from "./safetensors";

/** An eighth of the paper's width: what a software adapter computes in seconds. */
const WIDTH = 0.125;
/** Two orders of summing f32 products; PyTorch's own f32 is 4e-6 (stages) and 1.7e-5 (gradients) off f64. */
const STAGES = 1e-4;
const GRADIENTS = 1e-3;
const RUNNING = 1e-5;
const ADAM = 1e-6;

type Bindings = typeof import("../../pkg/oddframe.js");

for (const place of PLACES) {
  test(`on the ${place.title} every number of the reference pass equals PyTorch's`, async ({ page, site }) => {
    await prepare(page, place);
    await page.goto(`${site.url}THIRD-PARTY.txt`);
    const { kind, fused } = await open(page, site.origin, place.device);
    expect(kind).toBe(place.device === "cpu" ? "cpu" : "software-gpu");
    expect(fused).toBe(place.fused);
    compare(await pass(page), golden("lbr_width8th.safetensors"), place);
    await compareAdam(page, golden("adam.safetensors"));
  });
}

async function open(page: Page, origin: string, device: "cpu" | "gpu"): Promise<{ kind: string; fused: boolean }> {
  return page.evaluate(
    async ({ origin, device }) => {
      const bindings = (await import(`${origin}/pkg/oddframe.js`)) as Bindings;
      await bindings.default();
      const engine = await bindings.Engine.open(device);
      Object.assign(globalThis, { engine });
      return { kind: engine.info().kind, fused: bindings.products_are_fused() };
    },
    { origin, device },
  );
}

async function pass(page: Page): Promise<Tensors> {
  const found = await page.evaluate(async (width) => {
    const { engine } = globalThis as unknown as { engine: Engine };
    return [...(await engine.reference_pass(width))].map(([name, values]) => [name, [...values]] as const);
  }, WIDTH);
  return new Map(found.map(([name, values]) => [name, Float32Array.from(values)]));
}

function compare(found: Tensors, expected: Tensors, { device, fused }: Place): void {
  const wanted = [...expected.keys()].filter((name) => /^(eval\.(stage|sse)|train\.(stage|sse)|loss|grad\.|running\.)/.test(name));
  expect(wanted.length).toBeGreaterThan(80);
  const side = device === "cpu" && fused ? sideOf(found, expected) : "grad.";
  for (const name of wanted) {
    const want = expected.get(name.replace("grad.", side)) ?? new Float32Array();
    const got = sampled(found.get(name) ?? new Float32Array(), want.length);
    if (name.startsWith("running.")) {
      expect(furthest(got, want), name).toBeLessThanOrEqual(RUNNING);
    } else {
      expect(relative(got, want), name).toBeLessThanOrEqual(name.startsWith("grad.") ? GRADIENTS : STAGES);
    }
  }
}

/**
 * Of one value in front of a ReLU, 3e-6 from zero, rounding decides on which side it is; with fused products it may be the
 * other one than in f64. All gradients are then those of that side, told by the bias that the value is added to.
 */
function sideOf(found: Tensors, expected: Tensors): "grad." | "other_side." {
  const name = "5.conv.conv.4.bias";
  const got = found.get(`grad.${name}`) ?? new Float32Array();
  const [one, other] = [expected.get(`grad.${name}`), expected.get(`other_side.${name}`)];
  if (one === undefined || other === undefined) throw new Error(`the golden has no gradient of ${name} on either side`);
  return relative(got, one) <= relative(got, other) ? "grad." : "other_side.";
}

async function compareAdam(page: Page, expected: Tensors): Promise<void> {
  for (const name of ["kernel", "bias", "matrix"]) {
    const of = (part: string) => [...(expected.get(`${name}.${part}`) ?? [])];
    const got = await page.evaluate(
      async ({ start, gradients }) => {
        const { engine } = globalThis as unknown as { engine: Engine };
        return [...(await engine.reference_adam(Float32Array.from(start), Float32Array.from(gradients)))];
      },
      { start: of("start"), gradients: of("gradients") },
    );
    const want = of("weights");
    expect(got.length).toBe(want.length);
    expect(furthest(Float32Array.from(got), Float32Array.from(want)), name).toBeLessThanOrEqual(ADAM);
  }
}

/** All values, or those that the golden holds: every 7919th around. */
function sampled(all: Float32Array, count: number): Float32Array {
  return all.length === count ? all : Float32Array.from({ length: count }, (_, k) => all[(k * 7919) % all.length] ?? NaN);
}

function relative(got: Float32Array, want: Float32Array): number {
  const norm = (values: Iterable<number>) => Math.sqrt([...values].reduce((sum, value) => sum + value * value, 0));
  return norm(want.map((value, i) => (got[i] ?? NaN) - value)) / norm(want);
}

function furthest(got: Float32Array, want: Float32Array): number {
  return want.reduce((most, value, i) => {
    const off = Math.abs((got[i] ?? NaN) - value);
    return off <= most ? most : off; // A NaN stays.
  }, 0);
}
