import { extname } from "node:path";
import { BuiltPage } from "../../scripts/loaded_code.mjs";
import { scanned } from "./axe";
import { expect, test } from "./fixtures";
import { longestTask } from "./main_thread";
import { DIST } from "./server";

const SMALL = { device: "CPU", steps: 12, width: "0.125" } as const;
/** The house plan's budget for a task on the main thread while computing, milliseconds. */
const LONG_TASK_MS = 50;
for (const colorScheme of ["light", "dark"] as const) {
  test(`the page has no serious accessibility violation, ${colorScheme}, before and after a run`, async ({ watch }) => {
    await watch.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await watch.open();
    await watch.choose(SMALL);
    await watch.scene("Plaza, seed 1", 60);
    expect(await scanned(watch.page)).toEqual([]);
    await watch.run();
    expect(await scanned(watch.page)).toEqual([]);
  });
}

test("no task of the page itself takes over 50 ms while it computes", async ({ watch, browser }) => {
  await watch.open();
  await watch.choose(SMALL);
  await watch.scene("Plaza, seed 1", 120);
  const { worked, lasted, tasks } = await longestTask(browser, watch.page, () => watch.run());
  console.log(`    longest task on the main thread: ${worked.toFixed(1)} ms of work, ${lasted.toFixed(1)} ms by the clock`);
  expect(tasks, "tasks seen").toBeGreaterThan(100);
  expect(worked, "as processor time, so that other programs on the machine are not blamed on the page").toBeLessThanOrEqual(LONG_TASK_MS);
});

test("opening the page and scoring a scene loads the code that the download budget counts, and no more", async ({ watch, context }) => {
  const loaded = new Set<string>();
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.href.startsWith(watch.url) && [".js", ".css", ".wasm"].includes(extname(url.pathname))) loaded.add(url.href.slice(watch.url.length));
  });
  await watch.open();
  await watch.choose(SMALL);
  await watch.scene("Plaza, seed 1", 60);
  await watch.run();
  const counted = [...new BuiltPage(DIST).firstVisit()].filter((file) => [".js", ".css", ".wasm"].includes(extname(file)));
  expect([...loaded].sort()).toEqual(counted.sort());
});

test("on a phone nothing scrolls sideways, before and after a run", async ({ watch }) => {
  await watch.page.setViewportSize({ width: 390, height: 844 });
  await watch.open();
  const sideways = () => watch.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await sideways()).toBe(0);
  await watch.choose(SMALL);
  await watch.scene("Plaza, seed 1", 60);
  await watch.run();
  expect(await sideways()).toBe(0);
});

test("the page paints before the engine's module has arrived", async ({ watch }) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await watch.page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await watch.page.goto(watch.url);
  await expect(watch.page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(watch.page.getByRole("navigation").getByRole("link", { name: "Watch" })).toBeVisible();
  await expect(watch.score).toBeDisabled();
  release();
  await expect(watch.score).toBeEnabled({ timeout: 60_000 });
});

test("the whole view can be worked by keyboard", async ({ watch }) => {
  await watch.open();
  // Its controls come with the first scene.
  await expect(watch.score).toBeEnabled({ timeout: 60_000 });
  const reached = new Set<string>();
  for (let i = 0; i < 40; i++) {
    await watch.page.keyboard.press("Tab");
    reached.add(await watch.page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0]?.textContent : null;
      return (element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "").trim();
    }));
  }
  for (const name of ["Clip", "Method", "Device", "Steps", "Network width", "Upload a clip", "Score clip", "Threshold"]) {
    expect([...reached].some((label) => label.startsWith(name)), `${name} among ${[...reached].join(", ")}`).toBe(true);
  }
});
