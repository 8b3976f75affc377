/** The Benchmark view as a person meets it: by roles and names, which are the page's contract. */

import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

interface Choices {
  readonly model?: string;
  readonly device?: "Automatic" | "GPU" | "CPU";
  readonly size?: string;
  readonly runs?: number;
}

export class BenchmarkPage {
  readonly run: Locator;
  readonly timings: Locator;
  readonly result: Locator;
  readonly alert: Locator;
  readonly copy: Locator;

  constructor(readonly page: Page, readonly url: string) {
    this.run = page.getByRole("button", { name: "Run benchmark" });
    this.timings = page.getByRole("table", { name: "Timings" });
    this.result = page.getByRole("status", { name: "Result" });
    this.alert = page.getByRole("alert");
    this.copy = page.getByRole("button", { name: "Copy report" });
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(`${this.url}#/benchmark${query}`);
    await expect(this.page.getByRole("heading", { level: 1, name: "Benchmark" })).toBeVisible({ timeout: 60_000 });
  }

  select(name: string): Locator {
    return this.page.getByRole("combobox", { name, exact: true });
  }

  async choose({ model, device, size, runs }: Choices): Promise<void> {
    if (model !== undefined) await this.select("Model").selectOption({ label: model });
    if (device !== undefined) await this.select("Device").selectOption({ label: device });
    if (size !== undefined) await this.select("Size").selectOption({ label: size });
    if (runs !== undefined) {
      await this.page.getByRole("spinbutton", { name: "Runs of each" }).fill(String(runs));
      await this.page.keyboard.press("Tab");
    }
  }

  async timed(): Promise<void> {
    await this.run.click();
    await expect(this.timings).toBeVisible({ timeout: 150_000 });
  }

  /** The cells of a workload's row, by its name. */
  row(name: string): Locator {
    return this.timings.getByRole("row").filter({ has: this.page.getByRole("rowheader", { name, exact: true }) }).getByRole("cell");
  }

  async copied(format: string): Promise<string> {
    await this.select("Format").selectOption({ label: format });
    await this.copy.click();
    await expect(this.page.getByRole("status", { name: "Copying" })).toHaveText(`Copied as ${format}.`);
    return this.page.evaluate(() => navigator.clipboard.readText());
  }
}
