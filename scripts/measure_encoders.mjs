// Encodes a clip on the built page with one thread of the CPU, and prints what the page says of it and what the tab's
// process held at most. Serve the page first: node_modules/.bin/vite preview
//
//   CHROMIUM=/usr/bin/chromium node scripts/measure_encoders.mjs http://127.0.0.1:4173/ WEIGHTS CLIP [DEVICE]
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const [url, weights, clip, device = "CPU"] = process.argv.slice(2);
if (clip === undefined) {
  console.error("usage: node scripts/measure_encoders.mjs URL WEIGHTS CLIP [CPU|GPU]");
  process.exit(2);
}

/** Processor seconds that the tab's process has used; a busy machine stretches the clock, not these. */
function used() {
  const seconds = renderers().map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  });
  return Math.max(...seconds);
}

function renderers() {
  return execFileSync("pgrep", ["-f", "type=renderer"], { encoding: "utf8" }).trim().split("\n").filter((pid) => existsSync(`/proc/${pid}/stat`));
}

/** MB that a process of the browser's had resident at most, by Linux's books; the tab's is the largest renderer. */
function peak() {
  const held = renderers().map((pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024);
  return Math.round(Math.max(...held));
}

const options = { executablePath: process.env["CHROMIUM"], args: ["--headless=new", "--no-sandbox", "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"] };
const browser = await chromium.launch(options);
const page = await browser.newPage();
await page.goto(`${url}#/reproduce?panel=weights`);
const panel = page.getByRole("region", { name: "Encoders and weights" });
await panel.waitFor({ timeout: 120_000 });
await page.waitForTimeout(2000);
console.log(`before: ${peak()} MB`);
const began = Date.now();
await panel.getByLabel("Add weights", { exact: true }).setInputFiles(weights);
await panel.getByRole("list", { name: "Weights at hand" }).waitFor({ timeout: 120_000 });
console.log(`recognised and hashed in ${((Date.now() - began) / 1000).toFixed(1)} s, ${peak()} MB`);
const encode = page.getByRole("region", { name: "Encode a clip" });
await encode.getByLabel("Clip to encode", { exact: true }).setInputFiles(clip);
await encode.getByRole("combobox", { name: "Device" }).selectOption(device);
await encode.getByRole("button", { name: "Encode clip" }).click();
const before = used();
const status = encode.getByRole("status", { name: "Features" });
await status.filter({ hasText: "values" }).or(page.getByRole("alert")).waitFor({ timeout: 1_200_000 });
console.log(`${(await status.textContent()) || (await page.getByRole("alert").textContent())} ${(used() - before).toFixed(1)} s of the processor; at most ${peak()} MB.`);
await browser.close();
