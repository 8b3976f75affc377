/** Where the crate computes in a browser, for tests of the module by itself in a page. */
import type { Page } from "@playwright/test";

export interface Place {
  readonly title: string;
  readonly device: "cpu" | "gpu";
  /** Whether products on the CPU are rounded once, as this browser can. */
  readonly fused: boolean;
}

export const PLACES: readonly Place[] = [
  { title: "CPU", device: "cpu", fused: true },
  { title: "CPU without fused products", device: "cpu", fused: false },
  { title: "GPU", device: "gpu", fused: true },
];

/** Before the page is opened: a browser that refuses modules with relaxed SIMD, where products are to stay plain. */
export async function prepare(page: Page, { fused }: Pick<Place, "fused">): Promise<void> {
  if (!fused) await page.addInitScript(() => { WebAssembly.validate = () => false; });
}
