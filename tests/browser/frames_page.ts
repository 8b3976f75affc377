/** The panel "LBR-SPR from frames" as a person meets it, and folders for it on disk. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test, type Locator } from "@playwright/test";
import { movingSquares, movingSquaresTiff, squareMasks, type MadeFile } from "./clips";
import { given, type GivenFile, type ReproducePage } from "./reproduce_page";

/** Frames of each made clip. */
export const FRAMES = 10;
/** The frame from which on the masks of a made clip are not empty. */
const ODD_FROM = 6;

export type Files = Record<string, Buffer>;

function named(folder: string, files: readonly MadeFile[], extension: string): Files {
  return Object.fromEntries(files.map(({ buffer }, at) => [`${folder}/${String(at + 1).padStart(3, "0")}.${extension}`, buffer]));
}

/** UCSD's layout: two test clips of TIFF with masks beside them, a training clip, and its file of ranges. */
export function archive(): Files {
  const clip = (name: string) => ({ ...named(`Test/${name}`, movingSquaresTiff(FRAMES), "tif"), ...named(`Test/${name}_gt`, squareMasks(FRAMES, ODD_FROM), "bmp") });
  return { ...clip("Test001"), ...clip("Test002"), ...named("Train/Train001", movingSquaresTiff(FRAMES + 2), "tif"), "Test/UCSDped2.m": Buffer.from("TestVideoFile = {};\n") };
}

/** A folder of folders of pictures without truth. */
export function folders(): Files {
  return { ...named("a", movingSquares(FRAMES), "bmp"), ...named("b", movingSquares(FRAMES), "bmp") };
}

/** Writes a folder `name` for a folder field, in the folder of the running test. */
export function onDisk(name: string, files: Files): string {
  const root = test.info().outputPath(name);
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

/** Two boxes in every frame: a wide one and a tall one. */
export function boxes(lengths: readonly number[], box: (frame: number) => readonly number[] = (frame) => [8 + 2 * frame, 48, 30 + 2 * frame, 70]): GivenFile {
  const frames = lengths.flatMap((length, clip) => Array.from({ length }, (_, frame) => ({ frame, at: lengths.slice(0, clip).reduce((sum, own) => sum + own, 0) + frame })));
  const text = JSON.stringify({
    format: "oddframe-boxes/1", width: 160, height: 120, clip_lengths: lengths,
    frame: frames.flatMap(({ at }) => [at, at]),
    box: frames.flatMap(({ frame }) => [box(frame), [4 + 3 * frame, 8, 14 + 3 * frame, 30]]),
  });
  return given("boxes.json", Buffer.from(text));
}

export class FramesPanel {
  readonly panel: Locator;
  readonly table: Locator;
  readonly finished: Locator;
  readonly status: Locator;

  constructor(readonly reproduce: ReproducePage) {
    this.panel = reproduce.page.getByRole("region", { name: "LBR-SPR from frames" });
    this.table = this.panel.getByRole("table", { name: "Run and controls" });
    this.finished = this.panel.getByRole("status", { name: "Scored data set" });
    this.status = this.panel.getByRole("status", { name: "Run on the data set" });
  }

  /** The panel with the narrowest network and few epochs on the CPU. */
  async open(epochs = 1): Promise<void> {
    await this.reproduce.open();
    await expect(this.panel).toBeVisible({ timeout: 30_000 });
    await this.panel.getByRole("combobox", { name: "Network width" }).selectOption("0.0625");
    await this.panel.getByRole("spinbutton", { name: "Learning epochs" }).fill(String(epochs));
    await this.panel.getByRole("spinbutton", { name: "Learning epochs" }).blur();
    await this.panel.getByRole("combobox", { name: "Compute on" }).selectOption("cpu");
  }

  async give(label: "Frames of a data set" | "Training frames" | "Boxes" | "Boxes of the training clips" | "LBR weights" | "Saved state", files: string | GivenFile): Promise<void> {
    if (label === "LBR weights" || label === "Saved state") await this.panel.getByRole("group").filter({ hasText: "Weights and saved states" }).evaluate((details) => details.setAttribute("open", ""));
    await this.panel.getByLabel(label, { exact: true }).setInputFiles(files);
  }

  async press(name: string): Promise<void> {
    await this.panel.getByRole("button", { name, exact: true }).click();
  }

  async saved(name: string): Promise<Buffer> {
    const download = this.reproduce.page.waitForEvent("download");
    await this.press(name);
    return readFileSync(await (await download).path());
  }

  /** Scores of all videos by id. */
  async scores(): Promise<Record<string, readonly number[]>> {
    const file = JSON.parse((await this.saved("Save the scores")).toString("utf8")) as { readonly videos: Record<string, { readonly scores: number[] }> };
    return Object.fromEntries(Object.entries(file.videos).map(([id, { scores }]) => [id, scores]));
  }
}
