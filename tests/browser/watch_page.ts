/** The Watch view as a person meets it: by roles and names, which are the page's contract. */

import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";
import type { ScoredClip } from "../../www/session/protocol";
import type { MadeFile } from "./clips";

/** Milliseconds for a small run on a busy machine with two cores. */
const RUN_MS = 150_000;

export interface Settings {
  readonly device?: "Automatic" | "GPU" | "CPU";
  readonly steps?: number;
  /** As the combobox shows it: "0.125". */
  readonly width?: string;
}

/** What the JSON export holds: typed arrays became lists. */
export interface Exported {
  readonly format: string;
  readonly threshold: number;
  readonly auroc: number | null;
  readonly events: readonly { readonly start: number; readonly end: number }[];
  readonly result: Omit<ScoredClip, "track" | "objects"> & { readonly objects: { readonly box: readonly number[] }; readonly track: { readonly times: readonly number[]; readonly robust: readonly (number | null)[] } };
}

export class WatchPage {
  readonly clip: Locator;
  readonly score: Locator;
  readonly cancel: Locator;
  readonly result: Locator;
  readonly device: Locator;
  readonly figure: Locator;
  readonly threshold: Locator;
  readonly events: Locator;
  readonly alert: Locator;
  readonly progress: Locator;

  constructor(readonly page: Page, readonly url: string) {
    this.clip = page.getByRole("combobox", { name: "Clip" });
    this.score = page.getByRole("button", { name: "Score clip" });
    this.cancel = page.getByRole("button", { name: "Cancel" });
    this.result = page.getByRole("status", { name: "Result" });
    this.device = page.getByRole("status", { name: "Device" });
    this.figure = page.getByRole("figure", { name: "Anomaly score over time" });
    this.threshold = page.getByRole("slider", { name: "Threshold" });
    this.events = page.getByRole("list", { name: "Events" });
    this.alert = page.getByRole("alert");
    this.progress = page.getByRole("progressbar");
  }

  async open(): Promise<void> {
    await this.page.goto(this.url);
    await expect(this.device).not.toHaveText("starting…", { timeout: 60_000 });
  }

  async choose({ device, steps, width }: Settings): Promise<void> {
    if (device !== undefined) await this.page.getByRole("combobox", { name: "Device" }).selectOption(device);
    const settings = this.page.getByRole("group", { name: "Settings" });
    if (steps !== undefined) await enter(settings.getByRole("spinbutton", { name: "Steps" }), steps);
    if (width !== undefined) await settings.getByRole("combobox", { name: "Network width" }).selectOption(width);
  }

  async scene(name: string, frames: number): Promise<void> {
    await this.clip.selectOption(name);
    await enter(this.page.getByRole("spinbutton", { name: "Frames" }), frames);
    await expect(this.score).toBeEnabled({ timeout: 60_000 });
  }

  async upload(files: string | MadeFile | MadeFile[]): Promise<void> {
    await this.page.getByLabel("Upload a clip").setInputFiles(files);
  }

  /** Pressed and timed inside the page: the test's own way there is no part of it. */
  async millisecondsToCancel(): Promise<number> {
    return this.cancel.evaluate(async (button: HTMLElement) => {
      const pressed = performance.now();
      button.click();
      const isStill = () => [...document.querySelectorAll("button")].some(({ textContent }) => textContent === "Score clip");
      while (!isStill()) await new Promise((resolve) => setTimeout(resolve, 1));
      return performance.now() - pressed;
    });
  }

  /** Presses "Score clip" and waits for the result. */
  async run(): Promise<void> {
    await expect(this.score).toBeEnabled({ timeout: 60_000 });
    await this.score.click();
    await this.finished();
  }

  /** Waits for a result; an alert in its place fails with its own words. */
  async finished(): Promise<void> {
    const ended = this.result.filter({ hasText: "Scored" }).or(this.alert);
    await expect(ended.first()).toBeVisible({ timeout: RUN_MS });
    expect(await this.alert.allTextContents(), "alerts").toEqual([]);
    await expect(this.result).toContainText("Scored");
  }

  /** Opens "Export", takes a format and returns the file's bytes. */
  async export(format: "CSV" | "JSON" | "PNG"): Promise<Buffer> {
    await this.page.getByRole("button", { name: "Export" }).click();
    const download = this.page.waitForEvent("download");
    await this.page.getByRole("button", { name: format, exact: true }).click();
    return readFileSync(await (await download).path());
  }

  async exported(): Promise<Exported> {
    return JSON.parse((await this.export("JSON")).toString("utf8")) as Exported;
  }
}

async function enter(field: Locator, value: number): Promise<void> {
  await field.fill(String(value));
  await field.blur();
}
