import { scanned } from "./axe";
import { expect, test } from "./fixtures";
import { npz } from "./npz";
import { given } from "./reproduce_page";
import type { ReproducePage } from "./reproduce_page";

/** Enough videos for every part of the view. */
const SCORES = npz({ a: Float32Array.of(0.1, 0.3, 0.2, 0.9), b: Float32Array.of(0.2, 0.6, 0.1), c: Float32Array.of(0.4, 0.7) });
const TRUTH = npz({ a: Uint8Array.of(0, 0, 1, 1), b: Uint8Array.of(0, 0, 0), c: Uint8Array.of(0, 1) });

async function evaluated(reproduce: ReproducePage): Promise<void> {
  await reproduce.open("?repeat=1");
  await reproduce.give("Scores", given("scores.npz", SCORES));
  await reproduce.give("Ground truth", given("truth.npz", TRUTH));
  await expect(reproduce.row("AUC, all frames")).toContainText("95 %", { timeout: 60_000 });
  await reproduce.perVideo.getByRole("button", { name: "a", exact: true }).click();
  await expect(reproduce.page.getByRole("figure", { name: "Scores of a" })).toBeVisible();
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`the Reproduce view has no serious accessibility violation, ${colorScheme}, before and after an evaluation`, async ({ reproduce }) => {
    await reproduce.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await reproduce.open();
    expect(await scanned(reproduce.page)).toEqual([]);
    await evaluated(reproduce);
    expect(await scanned(reproduce.page)).toEqual([]);
  });
}

test("on a phone nothing of the Reproduce view scrolls sideways, before and after an evaluation", async ({ reproduce }) => {
  await reproduce.page.setViewportSize({ width: 390, height: 844 });
  await reproduce.open();
  const sideways = () => reproduce.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await sideways()).toBe(0);
  await evaluated(reproduce);
  expect(await sideways()).toBe(0);
});

test("the whole Reproduce view can be worked by keyboard", async ({ reproduce }) => {
  await evaluated(reproduce);
  await reproduce.page.getByRole("link", { name: "Oddframe" }).focus();
  const reached = new Set<string>();
  for (let i = 0; i < 90; i++) {
    await reproduce.page.keyboard.press("Tab");
    reached.add(await reproduce.page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0]?.textContent : null;
      return (element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "").trim();
    }));
  }
  for (const name of ["Watch", "Check a published number", "Scores", "Ground truth", "Compare with", "Video list", "Result card", "Evaluate", "Export", "AUC", "Dataset", "Method", "Preset", "Smoothing", "False-alarm threshold"]) {
    expect([...reached].some((label) => label.startsWith(name)), `${name} among ${[...reached].join(", ")}`).toBe(true);
  }
});

test("going to the Watch view and back keeps what both hold", async ({ reproduce }) => {
  await evaluated(reproduce);
  const views = reproduce.page.getByRole("navigation", { name: "Views" });
  await views.getByRole("link", { name: "Watch" }).click();
  await expect(reproduce.page.getByRole("heading", { level: 1 })).toHaveText("Find the odd moments");
  await expect(reproduce.page).toHaveURL(/#\/watch\?clip=/);
  await views.getByRole("link", { name: "Reproduce" }).click();
  await expect(reproduce.row("AUC, all frames")).toBeVisible();
  await expect(reproduce.page).toHaveURL(/#\/reproduce\?repeat=1$/);
  await expect(views.getByRole("link", { name: "Reproduce" })).toHaveAttribute("aria-current", "page");
});
