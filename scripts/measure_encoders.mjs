// Encodes a clip on the built page with WORKERS workers on the CPU (1), and prints what the page says of it and what the tab's
// process held at most. Serve the page first: node_modules/.bin/vite preview
//
//   CHROMIUM=/usr/bin/chromium node scripts/measure_encoders.mjs http://127.0.0.1:4173/ WEIGHTS CLIP [DEVICE] [WORKERS]
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const [url, weights, clip, device = "CPU", workers = "1"] = process.argv.slice(2);
if (clip === undefined) {
  console.error("usage: node scripts/measure_encoders.mjs URL WEIGHTS CLIP [CPU|GPU] [WORKERS]");
  process.exit(2);
}

const options = { executablePath: process.env["CHROMIUM"], args: ["--headless=new", "--no-sandbox", "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"] };
const browser = await chromium.launch(options);
const system = await browser.newBrowserCDPSession();
const page = await browser.newPage();
await page.addInitScript((cores) => Object.defineProperty(globalThis.Navigator.prototype, "hardwareConcurrency", { get: () => cores }), Number(workers));

/** The tab's process: the renderer that has worked most. */
async function tab() {
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  return renderers.reduce((most, other) => (other.cpuTime > most.cpuTime ? other : most));
}

/** Processor seconds that it has used; a busy machine stretches the clock, not these. */
async function used() {
  return (await tab()).cpuTime;
}

/** MB that it had resident at most, by Linux's books. */
async function peak() {
  const status = readFileSync(`/proc/${(await tab()).id}/status`, "utf8");
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

await page.goto(`${url}#/reproduce?panel=weights`);
const panel = page.getByRole("region", { name: "Encoders and weights" });
await panel.waitFor({ timeout: 120_000 });
await page.waitForTimeout(2000);
console.log(`before: ${await peak()} MB`);
const began = Date.now();
await panel.getByLabel("Add weights", { exact: true }).setInputFiles(weights);
await panel.getByRole("list", { name: "Weights at hand" }).waitFor({ timeout: 120_000 });
console.log(`recognised and hashed in ${((Date.now() - began) / 1000).toFixed(1)} s, ${await peak()} MB`);
const encode = page.getByRole("region", { name: "Encode a clip" });
await encode.getByLabel("Clip to encode", { exact: true }).setInputFiles(clip);
await encode.getByRole("combobox", { name: "Device" }).selectOption(device);
await encode.getByRole("button", { name: "Encode clip" }).click();
const before = await used();
const status = encode.getByRole("status", { name: "Encoded clip" });
await status.filter({ hasText: "values" }).or(page.getByRole("alert")).waitFor({ timeout: 1_200_000 });
console.log(`${(await status.textContent()) || (await page.getByRole("alert").textContent())} ${((await used()) - before).toFixed(1)} s of the processor; at most ${await peak()} MB.`);
await browser.close();
