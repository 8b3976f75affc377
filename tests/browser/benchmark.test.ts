import { scanned } from "./axe";
import { expect, test } from "./fixtures";

/** The small sizes: whatever machine runs the tests, they take seconds. */
const SMALL = "Small";
const SMALL_WORKLOADS = ["Matrix product, 256 × 256", "LA-Net, 1 crop × 20 snippets", "ReconCAE, 8 cubes, width 1/8", "ReconCAE training step, 8 cubes, width 1/8", "DSANet, 256 snippets, 14 classes, 32 columns", "I3D, 1 snippet of 32 pixels, width 1/8", "CLIP image tower, 1 image of 48 pixels, 2 blocks, width 128", "FastestDet, 1 picture"];

interface Report {
  readonly format: string;
  readonly device: string;
  readonly rows: readonly { readonly workload: string; readonly samples: readonly number[]; readonly median: number; readonly gmacs: number; readonly peakShare: number; readonly check: { readonly compared: number; readonly off: number; readonly allowed: number } }[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

test("every model is timed on the CPU, its values are PyTorch's, and the report can be taken along", async ({ benchmark, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await benchmark.open();
  await benchmark.choose({ device: "CPU", size: SMALL, runs: 3 });
  await benchmark.timed();
  await expect(benchmark.result).toHaveText("8 workloads on CPU, all values right");
  for (const name of SMALL_WORKLOADS) {
    const cells = await benchmark.row(name).allTextContents();
    expect(cells, name).toHaveLength(7);
    expect(cells.slice(0, 5).every((cell) => Number(cell.replace(",", "")) > 0), `${name}: ${cells.join(" ")}`).toBe(true);
    expect(cells[5], name).toMatch(/^\d+ %$/);
    expect(cells[6], name).toBe("right");
  }

  const report = JSON.parse(await benchmark.copied("JSON")) as Report;
  expect(report.format).toBe("oddframe-bench/1");
  expect(report.rows.map(({ workload }) => workload)).toEqual(["matmul-256", "lanet-1x20", "recon-cae-small", "recon-cae-step-small", "dsanet-small", "i3d-small", "clip-small", "fastest-det-small"]);
  for (const { workload, samples, median, check } of report.rows) {
    expect(samples, workload).toHaveLength(3);
    expect(median, workload).toBe([...samples].sort((a, b) => a - b)[1]);
    expect(check.compared, workload).toBeGreaterThan(0);
    expect(check.off, workload).toBeLessThanOrEqual(check.allowed);
  }
  const facts = new Map(report.facts.map(({ name, value }) => [name, value]));
  expect(facts.get("Browser")).toContain("Chrome");
  expect(facts.get("Cross-origin isolated")).toContain("no");
  expect(facts.get("WebAssembly")).toContain("fused products (relaxed SIMD)");
  expect(facts.get("WebGPU adapter")).toBeTruthy();

  expect(await benchmark.copied("Markdown")).toContain("| lanet-1x20 | ");
  const csv = (await benchmark.copied("CSV")).trim().split("\n");
  expect(csv, "a head, and four runs of eight workloads").toHaveLength(1 + 4 * 8);
});

test("a GPU in software computes the same values, and its times are marked", async ({ benchmark }) => {
  test.slow();
  await benchmark.open("?model=recon-cae-step&device=gpu&runs=1");
  await benchmark.timed();
  await expect(benchmark.result).toContainText("2 workloads on software GPU, all values right");
  await expect(benchmark.result).toContainText("its times say nothing of GPUs");
  await expect(benchmark.row("ReconCAE training step, 8 cubes, width 1/8")).toHaveCount(7);
});

test("a browser that computes wrong values is caught and named", async ({ benchmark }) => {
  // As such a browser would: one value of one result is off by a hundredth.
  await benchmark.page.addInitScript(() => {
    interface Posted { readonly kind?: string; readonly measurement?: { readonly measured: readonly { readonly results: Float32Array[] }[] } }
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its worker below
    const post: (this: Worker, message: unknown, transfer: Transferable[]) => void = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, message: Posted, transfer?: unknown) {
      const result = message.kind === "bench-report" ? message.measurement?.measured[1]?.results[0] : undefined;
      if (result?.[0] !== undefined) result[0] *= 1.01;
      post.call(this, message, Array.isArray(transfer) ? (transfer as Transferable[]) : []);
    };
  });
  await benchmark.open("?model=lanet&device=cpu&size=small&runs=1");
  await benchmark.timed();
  await expect(benchmark.alert).toContainText(/CPU computes wrong values: LA-Net, 1 crop × 20 snippets is off by \d\.\de-\d where 1e-4 is rounding/);
  await expect(benchmark.alert).toContainText("Chrome");
  await expect(benchmark.row("LA-Net, 1 crop × 20 snippets").last()).toHaveText("wrong");
  await expect(benchmark.result).not.toContainText("all values right");
});

test("a run shows how far it is and can be cancelled at once", async ({ benchmark }) => {
  await benchmark.open("?model=recon-cae&device=cpu&size=full&runs=200");
  await benchmark.run.click();
  const progress = benchmark.page.getByRole("progressbar");
  await expect(progress).toBeVisible();
  await expect(benchmark.select("Model")).toBeDisabled();
  await expect(benchmark.page.getByText(/\(\d of 3\)$/)).toBeVisible({ timeout: 60_000 });
  await benchmark.page.getByRole("button", { name: "Cancel" }).click();
  await expect(benchmark.run).toBeVisible();
  await expect(benchmark.timings).toHaveCount(0);
  await expect(benchmark.alert).toHaveCount(0);
  await benchmark.choose({ model: "Matrix product only", size: SMALL, runs: 1 });
  await benchmark.timed();
  await expect(benchmark.result).toHaveText("1 workload on CPU, all values right");
});

test("the choices are in the address, and what it cannot mean is said", async ({ benchmark }) => {
  await benchmark.open();
  await benchmark.choose({ model: "LA-Net", device: "CPU", size: SMALL, runs: 5 });
  await expect(benchmark.page).toHaveURL(/#\/benchmark\?model=lanet&device=cpu&size=small&runs=5$/);
  await benchmark.open("?model=matmul&device=cpu&size=small&runs=2");
  await expect(benchmark.select("Model")).toHaveValue("matmul");
  await expect(benchmark.select("Size")).toHaveValue("small");
  await benchmark.open("?model=lenet&runs=0&speed=9");
  await expect(benchmark.page.getByRole("note")).toContainText("model=lenet, runs=0, speed=9, which means nothing here");
  await expect(benchmark.select("Model")).toHaveValue("all");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the view has no serious accessibility violation, ${colorScheme}, and nothing scrolls sideways on a phone`, async ({ benchmark }) => {
    await benchmark.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await benchmark.page.setViewportSize({ width: 360, height: 800 });
    const sideways = () => benchmark.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await benchmark.open("?model=lanet&device=cpu&size=small&runs=1");
    expect(await scanned(benchmark.page)).toEqual([]);
    await benchmark.timed();
    await benchmark.page.getByText("Every run").click();
    await benchmark.page.getByText("Browser, device and limits").click();
    expect(await scanned(benchmark.page)).toEqual([]);
    expect(await sideways()).toBe(0);
  });
}

test("the whole view can be worked by keyboard", async ({ benchmark }) => {
  await benchmark.open("?model=matmul&device=cpu&size=small&runs=1");
  await benchmark.run.focus();
  await benchmark.page.keyboard.press("Enter");
  await expect(benchmark.timings).toBeVisible({ timeout: 60_000 });
  await benchmark.page.getByRole("link", { name: "Oddframe" }).focus();
  const reached: string[] = [];
  for (let i = 0; i < 25; i++) {
    await benchmark.page.keyboard.press("Tab");
    reached.push(await benchmark.page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0]?.textContent : null;
      return (element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "").trim();
    }));
  }
  for (const name of ["Benchmark", "Model", "Device", "Size", "Runs of each", "Run benchmark", "Timings", "Format", "Copy report", "Save report", "Every run"]) {
    expect(reached.some((label) => label.startsWith(name)), `${name} among ${reached.join(", ")}`).toBe(true);
  }
});
