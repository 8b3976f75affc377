/** Every test gets the page below a sub-path, and every test fails if the page complained or called elsewhere. */

import { expect, test as base } from "@playwright/test";
import type { BrowserContext, Page } from "@playwright/test";
import { BenchmarkPage } from "./benchmark_page";
import { LearnPage } from "./learn_page";
import { ReproducePage } from "./reproduce_page";
import { serve } from "./server";
import type { Site } from "./server";
import { WatchPage } from "./watch_page";

interface Fixtures {
  readonly watch: WatchPage;
  readonly reproduce: ReproducePage;
  readonly learn: LearnPage;
  readonly benchmark: BenchmarkPage;
}
interface WorkerFixtures {
  readonly site: Site;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  site: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the wanted fixtures from this pattern
    async ({}, use) => {
      const site = await serve();
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],
  watch: async ({ page, context, site }, use) => {
    const heard = listen(page, context, site);
    await use(new WatchPage(page, site.url));
    expect(heard.complaints, "console errors").toEqual([]);
    expect(heard.elsewhere, "requests that left the origin").toEqual([]);
  },
  reproduce: async ({ page, context, site }, use) => {
    const heard = listen(page, context, site);
    await use(new ReproducePage(page, site.url));
    expect(heard.complaints, "console errors").toEqual([]);
    // Only its one host, which the tests stand in for, and only after a click: the tests count these.
    expect(heard.elsewhere.filter((url) => !url.startsWith("https://raw.githubusercontent.com/")), "requests that left the origin").toEqual([]);
  },
  benchmark: async ({ page, context, site }, use) => {
    const heard = listen(page, context, site);
    await use(new BenchmarkPage(page, site.url));
    expect(heard.complaints, "console errors").toEqual([]);
    expect(heard.elsewhere, "requests that left the origin").toEqual([]);
  },
  learn: async ({ page, context, site }, use) => {
    const heard = listen(page, context, site);
    await use(new LearnPage(page, site.url));
    expect(heard.complaints, "console errors").toEqual([]);
    expect(heard.elsewhere.filter((url) => !url.startsWith("https://raw.githubusercontent.com/")), "requests that left the origin").toEqual([]);
  },
});
export { expect };

/** What the page complains of, and what it asks of others. */
function listen(page: Page, context: BrowserContext, site: Site): { readonly complaints: string[]; readonly elsewhere: string[] } {
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  // The context hears the workers' requests too.
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(site.origin) && !/^(blob|data):/.test(url)) elsewhere.push(url);
  });
  return { complaints, elsewhere };
}
