/** "Make your own scene" in Watch, as a person uses it; and the scripts' bytes against those of native rendering. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { scanned } from "./axe";
import { expect, test } from "./fixtures";
import type { WatchPage } from "./watch_page";

/** Frames of the scenes here: ten seconds. */
const FRAMES = 300;

async function open(watch: WatchPage, state = ""): Promise<Locator> {
  await watch.page.goto(`${watch.url}#/watch?clip=scene&frames=${FRAMES}${state}`);
  await expect(watch.device).not.toHaveText("starting…", { timeout: 60_000 });
  return watch.page.getByRole("group", { name: "Make your own scene" });
}

async function isSet(watch: WatchPage): Promise<void> {
  await expect(watch.score).toBeEnabled({ timeout: 60_000 });
}

async function enter(field: Locator, value: number): Promise<void> {
  await field.fill(String(value));
  await field.blur();
}

/** Samples of the picture, so that two scenes can be told apart. */
function picture(page: Page): Promise<string> {
  return page.locator("canvas").first().evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return Array.from(data.filter((_, at) => at % 4001 === 0)).join(" ");
  });
}

test("a scene is made from the panel, redrawn at each change, and its address opens it again", async ({ watch }) => {
  await watch.open();
  await watch.clip.selectOption("Make your own scene…");
  const panel = watch.page.getByRole("group", { name: "Make your own scene" });
  await isSet(watch);
  await panel.getByRole("combobox", { name: "Place" }).selectOption("Parking lot");
  await enter(panel.getByRole("spinbutton", { name: "People" }), 7);
  await panel.getByRole("combobox", { name: "Weather" }).selectOption("Snow");
  await panel.getByRole("combobox", { name: "Light" }).selectOption("It grows dark");
  await panel.getByRole("combobox", { name: "Camera" }).selectOption("Shaking");
  const first = panel.getByRole("group", { name: "Odd event 1" });
  await first.getByRole("combobox", { name: "What" }).selectOption("Smoke");
  await enter(first.getByRole("spinbutton", { name: "At second" }), 2);
  await enter(first.getByRole("spinbutton", { name: "Seconds long" }), 5);
  await first.getByRole("combobox", { name: "Side" }).selectOption("Right");
  await isSet(watch);
  await expect(watch.page).toHaveURL(/place=parking-lot&people=7&weather=snow&light=dusk&camera=shaking&looks=1&odd=smoke@2:5:right/);
  const address = watch.page.url();
  await watch.page.goto("about:blank");
  await watch.page.goto(address);
  await isSet(watch);
  await expect(panel.getByRole("combobox", { name: "Place" })).toHaveValue("parking-lot");
  await expect(panel.getByRole("spinbutton", { name: "People" })).toHaveValue("7");
  await expect(first.getByRole("combobox", { name: "What" })).toHaveValue("smoke");
  await expect(first.getByRole("spinbutton", { name: "Seconds long" })).toHaveValue("5");
});

test("events are added and taken away by keyboard, and none is a scene too", async ({ watch }) => {
  const panel = await open(watch, "&place=corridor&people=5&odd=none");
  await isSet(watch);
  await expect(panel.getByText("Nothing odd happens")).toBeVisible();
  await panel.getByRole("button", { name: "Add something odd" }).focus();
  await watch.page.keyboard.press("Enter");
  await expect(panel.getByRole("group", { name: "Odd event 1" })).toBeVisible();
  await isSet(watch);
  await expect(watch.page).toHaveURL(/odd=runner@5/);
  await panel.getByRole("button", { name: "Remove odd event 1" }).focus();
  await watch.page.keyboard.press("Enter");
  await expect(panel.getByRole("group", { name: "Odd event 1" })).toHaveCount(0);
  await expect(watch.page).toHaveURL(/odd=none/);
});

test("what does not fit is said with what would, and put right in the panel", async ({ watch }) => {
  const panel = await open(watch, "&place=corridor&people=6&odd=crash@2:3");
  await expect(watch.alert).toContainText("crash needs a road");
  await expect(watch.alert).toContainText("crossing, parking-lot, night");
  await panel.getByRole("combobox", { name: "Place" }).selectOption("Crossing");
  await isSet(watch);
  await expect(watch.alert).toHaveCount(0);
  await panel.getByRole("combobox", { name: "What" }).selectOption("Loitering");
  await expect(watch.alert).toContainText("a clip of 10 s");
});

test("what means nothing in the address is said, and the rest is taken", async ({ watch }) => {
  const panel = await open(watch, "&place=moon&people=99&weather=fog&odd=flood@3");
  await expect(watch.page.getByText("place=moon, people=99, odd=flood@3")).toBeVisible();
  await expect(panel.getByRole("combobox", { name: "Weather" })).toHaveValue("fog");
  await isSet(watch);
});

test("a scene of one's own is scored like any other, against its truth", async ({ watch }) => {
  await open(watch, "&place=plaza&people=6&odd=cyclist@4:4");
  await isSet(watch);
  await watch.choose({ device: "CPU", steps: 5, width: "0.125" });
  await watch.run();
  const exported = await watch.exported();
  expect(exported.auroc).not.toBeNull();
  expect(exported.result.track.times).toHaveLength(FRAMES);
});

test("another seed is other people; a change is another picture", async ({ watch }) => {
  const panel = await open(watch, "&place=night&people=8&odd=none&t=1");
  await isSet(watch);
  const before = await picture(watch.page);
  await enter(panel.getByRole("spinbutton", { name: "Scene seed" }), 9);
  await isSet(watch);
  await expect.poll(() => picture(watch.page)).not.toBe(before);
});

test("no control's name is part of another's, and nobody is shut out", async ({ watch }) => {
  await open(watch, "&place=crossing&people=4&odd=fall@2,fight@4");
  await isSet(watch);
  for (const role of ["combobox", "spinbutton", "button"] as const) {
    const controls = await watch.page.getByRole(role).all();
    const names = await Promise.all(controls.map((control) => control.evaluate((element) => (element.getAttribute("aria-label") ?? (element as HTMLInputElement).labels?.[0]?.querySelector("span")?.textContent ?? element.textContent).trim())));
    const own = names.filter((name) => /Place|People|Weather|Light|Camera|event|odd/.test(name));
    expect(own.length, `${role}: ${names.join(", ")}`).toBeGreaterThan(0);
    for (const name of own) expect(names.filter((other) => other.toLowerCase().includes(name.toLowerCase())), name).toEqual([name]);
  }
  expect(await scanned(watch.page)).toEqual([]);
});

test("on a phone the panel fits the width", async ({ watch }) => {
  await watch.page.setViewportSize({ width: 360, height: 800 });
  await open(watch, "&place=crossing&people=4&odd=fall@2,fight@4");
  await isSet(watch);
  expect(await watch.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test("ten scripts over all places have the same bytes here as natively", async ({ page, site }) => {
  const source = readFileSync(resolve(import.meta.dirname, "../../src/synth/script/tests.rs"), "utf8");
  const native = [...(/HASHES: \[u64[^=]*= \[([^\]]*)\]/.exec(source)?.[1] ?? "").matchAll(/0x([0-9A-F_]+)/g)].map(([, digits = ""]) => digits.replaceAll("_", ""));
  expect(native).toHaveLength(10);
  await page.goto(`${site.url}THIRD-PARTY.txt`);
  const found = await page.evaluate(async (origin) => {
    const bindings = (await import(`${origin}/pkg/oddframe.js`)) as typeof import("../../pkg/oddframe.js");
    await bindings.default();
    return Array.from({ length: 10 }, (_, index) => bindings.Scene.own_hash(index + 1));
  }, site.origin);
  expect(found).toEqual(native);
});
