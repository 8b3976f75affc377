import { defineConfig, devices } from "@playwright/test";

/** Set by `make browser`; a missing browser fails, it never skips. */
const chromium = process.env["CHROMIUM"];
if (chromium === undefined) throw new Error("CHROMIUM names no browser: run `make browser`, or CHROMIUM=/path/to/chrome npx playwright test -c tests/browser/playwright.config.ts");

export default defineConfig({
  testDir: ".",
  testMatch: "*.test.ts",
  outputDir: "../../test-results",
  // Learning takes all cores there are: two runs at once would measure each other.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["./tally.ts"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 900 },
    actionTimeout: 15_000,
    // The tests of offline use allow it: elsewhere every page would fetch all there is, and requests would be its own.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--headless=new",
        "--no-sandbox",
        // A WebGPU adapter on any machine; the page takes it only when asked to.
        "--enable-unsafe-webgpu",
        "--use-webgpu-adapter=swiftshader",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
      ],
    },
  },
});
