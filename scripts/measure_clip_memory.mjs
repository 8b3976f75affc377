// Scores a clip on the built page by the head for drawn scenes on the CPU with WORKERS workers (2), and prints every 20 s, and at
// the end, how far it is and what the tab's process holds and has held at most. Serve the page first: node_modules/.bin/vite preview
//
//   CHROMIUM=/usr/bin/chromium node scripts/measure_clip_memory.mjs http://127.0.0.1:4173/ CLIP [WORKERS]
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const [url, clip, workers = "2"] = process.argv.slice(2);
if (clip === undefined) {
  console.error("usage: node scripts/measure_clip_memory.mjs URL CLIP [WORKERS]");
  process.exit(2);
}

const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"], args: ["--headless=new", "--no-sandbox"] });
const system = await browser.newBrowserCDPSession();
const page = await browser.newPage();
await page.addInitScript((cores) => Object.defineProperty(globalThis.Navigator.prototype, "hardwareConcurrency", { get: () => cores }), Number(workers));

/** MB that the tab's process, the renderer that has worked most, holds and has held at most, by Linux's books. */
async function held() {
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  const tab = processInfo.filter(({ type }) => type === "renderer").reduce((most, other) => (other.cpuTime > most.cpuTime ? other : most));
  const status = readFileSync(`/proc/${tab.id}/status`, "utf8");
  const megabytes = (key) => Math.round(Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return `${megabytes("VmRSS")} MB, at most ${megabytes("VmHWM")} MB`;
}

await page.goto(`${url}#/watch?device=cpu&method=lanet`);
await page.getByRole("status", { name: "Device" }).filter({ hasText: "CPU" }).waitFor({ timeout: 120_000 });
await page.getByLabel("Upload a clip").setInputFiles(clip);
await page.getByRole("checkbox", { name: "Experiment anyway" }).check({ timeout: 60_000 });
console.log(`clip open: ${await held()}`);
const score = page.getByRole("button", { name: "Score clip" });
await score.click({ timeout: 60_000 });
await score.waitFor({ state: "hidden" });
const began = Date.now();
while ((await score.count()) === 0) {
  await page.waitForTimeout(20_000);
  const row = await page.getByText(/row [\d,]+ of/).allTextContents();
  console.log(`${Math.round((Date.now() - began) / 1000)} s: ${row.join(" ")} ${await held()}`);
}
console.log(await page.getByText(/Scored [\d,]+ frames/).or(page.getByRole("alert")).first().textContent());
await browser.close();
