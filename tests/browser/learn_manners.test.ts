import { scanned } from "./axe";
import { expect, test } from "./fixtures";

for (const [name, colorScheme, query] of [["light", "light", ""], ["dark, on the projector", "dark", "?projector=1"]] as const) {
  test(`no step of any lesson has a serious accessibility violation, ${name}`, async ({ learn }) => {
    test.setTimeout(300_000);
    await learn.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await learn.open();
    expect(await scanned(learn.page), "the list").toEqual([]);
    for (const step of await learn.everyStep()) {
      await learn.open(step + query);
      expect(await scanned(learn.page), `${step}, asked`).toEqual([]);
      await learn.show();
      await learn.options("Your answer").first().click();
      expect(await scanned(learn.page), step).toEqual([]);
    }
  });
}

for (const [name, width, query] of [["a phone of 360 px", 360, ""], ["the projector", 1280, "?projector=1"]] as const) {
  test(`nothing scrolls sideways on ${name}`, async ({ learn }) => {
    test.setTimeout(300_000);
    await learn.page.setViewportSize({ width, height: 800 });
    const sideways = () => learn.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    for (const step of await learn.everyStep()) {
      await learn.openShown(step + query);
      expect(await sideways(), step).toBe(0);
    }
    await learn.open(query);
    expect(await sideways(), "the list").toBe(0);
  });
}

test("a step can be worked by keyboard alone", async ({ learn }) => {
  await learn.open("6-dynamics/ranking");
  await learn.options("Your prediction").first().focus();
  await learn.page.keyboard.press("Enter");
  await expect(learn.takeaway).toBeVisible();
  await learn.page.getByRole("link", { name: "Oddframe" }).focus();
  const reached = new Set<string>();
  for (let i = 0; i < 70; i++) {
    await learn.page.keyboard.press("Tab");
    reached.add(await learn.page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
      return (element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "").trim();
    }));
  }
  for (const name of ["All lessons", "Seed", "Projector", "Save answers", "ζ: margin", "Scores of the odd video, snippet 4", "Scores of the normal video, snippet 0", "It fits", "It asks for a step", "Next"]) {
    expect([...reached].some((label) => label.includes(name)), `${name} among ${[...reached].join(", ")}`).toBe(true);
  }
});

test("the projector makes everything larger and goes along from step to step", async ({ learn }) => {
  await learn.openShown("1-score/threshold");
  const size = () => learn.page.getByRole("region", { name: "Takeaway" }).locator("p").first().evaluate((words) => Number.parseFloat(getComputedStyle(words).fontSize));
  const before = await size();
  await learn.page.getByRole("button", { name: "Projector" }).click();
  await expect(learn.page).toHaveURL(/projector=1/);
  expect(await size()).toBeGreaterThan(1.2 * before);
  await learn.page.getByRole("link", { name: /^Next/ }).click();
  await expect(learn.page.getByRole("button", { name: "Projector" })).toHaveAttribute("aria-pressed", "true");
});
