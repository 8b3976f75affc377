/** The Learn view as a person meets it: by roles and names, which are the page's contract. */

import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

export class LearnPage {
  readonly lessons: Locator;
  readonly steps: Locator;
  readonly predict: Locator;
  readonly takeaway: Locator;
  readonly check: Locator;
  readonly answer: Locator;
  readonly alert: Locator;

  constructor(readonly page: Page, readonly url: string) {
    this.lessons = page.getByRole("list", { name: "Lessons" });
    this.steps = page.getByRole("navigation", { name: "Steps" });
    this.predict = page.getByRole("region", { name: "Predict" });
    this.takeaway = page.getByRole("region", { name: "Takeaway" });
    this.check = page.getByRole("region", { name: "Check" });
    this.answer = page.getByRole("status", { name: "Answer" });
    this.alert = page.getByRole("alert");
  }

  /** "1-score/threshold", "1-score/threshold?seed=3", or "" for the list. */
  async open(path = ""): Promise<void> {
    await this.page.goto(`${this.url}#/learn${path === "" ? "" : `/${path}`}`);
    await expect(this.page.getByRole("heading", { level: 1 })).toBeVisible({ timeout: 60_000 });
  }

  /** The options of the prediction, and of the question at the end. */
  options(of: "Your prediction" | "Your answer"): Locator {
    return this.page.getByRole("group", { name: of }).getByRole("button");
  }

  /** Passes over the prediction and waits for what is computed. */
  async show(): Promise<void> {
    await this.page.getByRole("button", { name: "Show without a prediction" }).click();
    await this.computed();
  }

  async openShown(path: string): Promise<void> {
    await this.open(path);
    await this.show();
  }

  async computed(): Promise<void> {
    await expect(this.takeaway).toBeVisible();
    await expect(this.page.getByText("computing…")).toHaveCount(0, { timeout: 60_000 });
    expect(await this.alert.allTextContents(), "alerts").toEqual([]);
  }

  /** The value of a row in a table of readings. */
  reading(table: string, name: string): Locator {
    return this.page.getByRole("table", { name: table }).getByRole("row").filter({ has: this.page.getByRole("rowheader", { name: new RegExp(`^${escaped(name)}`) }) }).getByRole("cell");
  }

  slider(name: string): Locator {
    return this.page.getByRole("slider", { name, exact: true });
  }

  async slide(name: string, value: number): Promise<void> {
    await this.slider(name).fill(String(value));
  }

  async choose(group: string, option: string): Promise<void> {
    await this.page.getByRole("group", { name: group }).getByRole("radio", { name: option, exact: true }).check();
  }

  async download(button: string): Promise<Buffer> {
    const download = this.page.waitForEvent("download");
    await this.page.getByRole("button", { name: button, exact: true }).click();
    return readFileSync(await (await download).path());
  }

  /** Addresses of all steps of the lesson that is open. */
  async stepLinks(): Promise<string[]> {
    await expect(this.steps.getByRole("link").first()).toBeVisible();
    return this.steps.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  }

  async lessonLinks(): Promise<string[]> {
    return this.lessons.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  }

  /** Terms and what they mean, from the list at the lesson's end. */
  async glossary(): Promise<(readonly [term: string, words: string])[]> {
    const entries = await this.page.locator(".learn-glossary dl > div").all();
    return Promise.all(entries.map(async (entry) => [await entry.locator("dt").innerText(), await entry.locator("dd").innerText()] as const));
  }

  /** Every step of every lesson, as `open` takes it. */
  async everyStep(): Promise<string[]> {
    await this.open();
    const all: string[] = [];
    for (const lesson of await this.lessonLinks()) {
      await this.page.goto(this.url + lesson);
      await expect(this.steps).toBeVisible();
      all.push(...(await this.stepLinks()));
    }
    return all.map((href) => href.replace("#/learn/", ""));
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
