/** The Reproduce view as a person meets it: by roles and names, which are the page's contract. */

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "@playwright/test";
import type { BrowserContext, Locator, Page } from "@playwright/test";
import { members } from "./npz";

const DATA = resolve(import.meta.dirname, "../../../shared/data/ucf-crime");
/** Why tests of the published scores cannot run here, or null. */
export const WITHOUT_SCORES = existsSync(DATA) ? null : "../shared is not here";

const ELSEWHERE = "https://raw.githubusercontent.com/";
const FOLDERS: Readonly<Record<string, { readonly archive: string; readonly suffix: string }>> = {
  "soniarubiollamas/PEL4VAD/a7048ad5/frame_label/all_good/": { archive: "scores.npz", suffix: "_pred.npy" },
  "yujiangpu20/PEL4VAD/eeb31f4c/list/ucf/single_gt/": { archive: "truth.npz", suffix: "__9_gt.npy" },
};

/** A file as Playwright takes it. */
export interface GivenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export function given(name: string, buffer: Buffer): GivenFile {
  return { name, mimeType: "application/octet-stream", buffer };
}

export function published(name: "scores.npz" | "truth.npz"): Buffer {
  return readFileSync(resolve(DATA, name));
}

/** Stands in for the public host: the same files under the same addresses; `spoil` changes one on its way. */
export async function servePublished(context: BrowserContext, spoil: (url: string, bytes: Buffer) => Buffer = (_url, bytes) => bytes): Promise<string[]> {
  const asked: string[] = [];
  const archives = new Map(Object.entries(FOLDERS).map(([folder, { archive }]) => [folder, members(published(archive as "scores.npz"))]));
  await context.route(`${ELSEWHERE}**`, async (route) => {
    const url = route.request().url();
    asked.push(url);
    const path = url.slice(ELSEWHERE.length);
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const suffix = FOLDERS[folder]?.suffix ?? "";
    const bytes = archives.get(folder)?.get(`${path.slice(folder.length, -suffix.length)}.npy`);
    const headers = { "access-control-allow-origin": "*" };
    if (suffix === "" || bytes === undefined) await route.fulfill({ status: 404, headers });
    else await route.fulfill({ status: 200, headers, contentType: "application/octet-stream", body: spoil(url, bytes) });
  });
  return asked;
}

export class ReproducePage {
  readonly evaluate: Locator;
  readonly result: Locator;
  readonly card: Locator;
  readonly perVideo: Locator;
  readonly conventions: Locator;
  readonly alert: Locator;
  readonly check: Locator;

  constructor(readonly page: Page, readonly url: string) {
    this.evaluate = page.getByRole("button", { name: "Evaluate", exact: true });
    this.result = page.getByRole("status", { name: "Result" });
    this.card = page.getByRole("table", { name: "Result card" });
    this.perVideo = page.getByRole("table", { name: "Per video" });
    this.conventions = page.getByRole("group", { name: "Conventions" });
    this.alert = page.getByRole("alert");
    this.check = page.getByRole("button", { name: "Check a published number: PEL4VAD on UCF-Crime, 290 videos" });
  }

  async open(state = ""): Promise<void> {
    await this.page.goto(`${this.url}#/reproduce${state}`);
    await expect(this.conventions).toBeVisible({ timeout: 60_000 });
  }

  input(name: "Scores" | "Compare with" | "Features" | "Weights" | "Ground truth" | "Video list" | "Result card"): Locator {
    return this.page.getByLabel(name, { exact: true });
  }

  async give(name: Parameters<ReproducePage["input"]>[0], files: GivenFile | GivenFile[]): Promise<void> {
    await this.input(name).setInputFiles(files);
  }

  /** Both files of the golden data. */
  async giveGolden(): Promise<void> {
    await this.give("Scores", given("scores.npz", published("scores.npz")));
    await this.give("Ground truth", given("truth.npz", published("truth.npz")));
  }

  /** A line of the card. */
  row(name: string): Locator {
    return this.card.getByRole("row").filter({ has: this.page.getByRole("rowheader", { name: new RegExp(`^${name}`) }) });
  }

  /** A button of the panel "Run LA-Net or DSANet here". */
  network(name: "Score features" | "Score bundled features" | "Save scores" | "Save weights" | "Save trace" | "Train on bundled features" | "Train on these features" | "Cancel"): Locator {
    return this.page.getByRole("region", { name: "Run LA-Net or DSANet here" }).getByRole("button", { name, exact: true });
  }

  async saved(name: Parameters<ReproducePage["network"]>[0]): Promise<Buffer> {
    const download = this.page.waitForEvent("download");
    await this.network(name).click();
    return readFileSync(await (await download).path());
  }

  async export(format: "JSON" | "CSV" | "Curve CSV" | "PNG" | "HTML"): Promise<Buffer> {
    await this.page.getByRole("button", { name: "Export" }).click();
    const download = this.page.waitForEvent("download");
    await this.page.getByRole("button", { name: format, exact: true }).click();
    return readFileSync(await (await download).path());
  }
}
