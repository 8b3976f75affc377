/**
 * The encoders on the browser's devices against the authors' classes in PyTorch, on the wasm file that ships, with
 * weights by formula given as files and read by ranges in a worker, as the page does. Values: f64, weights and input as
 * in src/encode/i3d/fixture_tests.rs and src/encode/clip/fixture_tests.rs, which hold the CPU natively.
 */
import type { Page } from "@playwright/test";
import { clipTiny, formula, i3dFolded } from "./encoder_files";
import { expect, test } from "./fixtures";

interface Fixture {
  readonly name: string;
  readonly weights: () => Buffer;
  readonly input: Float32Array;
  readonly length: number;
  /** The first values, the sum and the L2 norm of all. */
  readonly first: readonly number[];
  readonly sum: number;
  readonly norm: number;
  /** Absolute, by device. */
  readonly within: { readonly cpu: number; readonly gpu: number };
}

const FIXTURES: readonly Fixture[] = [
  {
    name: "I3D of width 1/4 at 64 pixels",
    weights: () => i3dFolded(4, 64),
    input: formula("input", 3 * 16 * 64 * 64, 1, 0),
    length: 256,
    first: [3.130816, 3.872841, 0.695226, 0.07832, 0.512408, 3.765135, 0, 0],
    sum: 272.504117,
    norm: 31.025478,
    within: { cpu: 1e-4, gpu: 5e-4 },
  },
  {
    name: "CLIP's tower of two blocks at 48 pixels",
    weights: clipTiny,
    input: formula("image", 3 * 48 * 48, 1, 0),
    length: 32,
    first: [-0.491958, -0.101969, 0.790053, -0.558739, 1.95662, 1.892784, 0.669681, -0.696373],
    sum: 4.959908,
    norm: 6.361252,
    // All 32 values against f64: 1.2e-6 on the CPU, 1.6e-6 on the software GPU; PyTorch's own f32 is 1.1e-6 off.
    within: { cpu: 5e-5, gpu: 5e-5 },
  },
];

for (const device of ["cpu", "gpu"] as const) {
  for (const fixture of FIXTURES) {
    test(`on the ${device.toUpperCase()} the features of ${fixture.name} are PyTorch's`, async ({ page, site }) => {
      test.slow();
      await page.goto(`${site.url}THIRD-PARTY.txt`);
      const found = await features(page, site.origin, device, fixture);
      const within = fixture.within[device];
      expect(found).toHaveLength(fixture.length);
      fixture.first.forEach((want, i) => expect(Math.abs((found[i] ?? NaN) - want), `value ${i}: ${String(found[i])}, expected ${want}`).toBeLessThanOrEqual(within));
      const sum = found.reduce((total, value) => total + value, 0);
      expect(Math.abs(sum - fixture.sum)).toBeLessThanOrEqual(found.length * within);
      expect(Math.abs(Math.hypot(...found) - fixture.norm)).toBeLessThanOrEqual(10 * within);
    });
  }
}

async function features(page: Page, origin: string, device: string, { weights, input }: Fixture): Promise<number[]> {
  const given = { origin, device, weights: weights().toString("base64"), input: Buffer.from(input.buffer).toString("base64") };
  return page.evaluate(async ({ origin, device, weights, input }) => {
    // Only workers read files by ranges.
    const script = `
      onmessage = async ({ data: { device, weights, input } }) => {
        try {
          const { default: init, Engine, Encoder } = await import("${origin}/pkg/oddframe.js");
          await init();
          const settings = { preset: null, snippetFrames: "one:8", anyEpsilon: false, half: false };
          const encoder = Encoder.open(await Engine.open(device), "weights.safetensors", weights, settings);
          postMessage({ found: [...(await encoder.features_of(input))] });
        } catch (error) {
          postMessage({ failed: error.detail ?? String(error) });
        }
      };`;
    const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })), { type: "module" });
    const bytes = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const answer = new Promise<{ readonly found?: number[]; readonly failed?: string }>((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<{ found?: number[]; failed?: string }>) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
    });
    worker.postMessage({ device, weights: new Blob([bytes(weights)]), input: new Float32Array(bytes(input).buffer) });
    const { found, failed } = await answer;
    worker.terminate();
    if (found === undefined) throw new Error(failed);
    return found;
  }, given);
}
