// How long the page takes to open a checkpoint of 0.8 GB (to read and to hash it) and to score with it, and how much memory its
// renderer takes more for it:
//
//   python3 scripts/dsanet_official.py /tmp/model_ucf.pth
//   make site && CHROMIUM=/usr/bin/chromium node scripts/dsanet_official.mjs /tmp/model_ucf.pth
//
// 256 snippets of features on the CPU; memory is the renderer's resident set (VmRSS), read every 50 ms. On a busy machine the
// renderer's processor seconds say more than the clock.
import { Buffer } from "node:buffer";
import { readFileSync, readdirSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { clearInterval, setInterval } from "node:timers";
import { preview } from "vite";
import { chromium } from "playwright-core";

const [checkpoint] = process.argv.slice(2);
if (checkpoint === undefined) throw new Error("give the checkpoint: node scripts/dsanet_official.mjs model_ucf.pth");
const WIDTH = 512;
const SNIPPETS = 256;

const server = await preview({ preview: { port: 4178 }, logLevel: "silent" });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  await page.goto(`${server.resolvedUrls.local[0]}#/reproduce`);
  const panel = page.getByRole("region", { name: "Run LA-Net or DSANet here" });
  await panel.getByRole("combobox", { name: "Device" }).selectOption("CPU");
  // The wasm module and its threads are there before anything is measured.
  await panel.getByRole("combobox", { name: "Bundled weights" }).selectOption("dsanet");
  await panel.getByRole("button", { name: "Score bundled features" }).click();
  await panel.getByRole("button", { name: "Save scores" }).waitFor({ timeout: 120_000 });

  await page.locator("input[type=file][aria-label=Features]").setInputFiles({ name: "clip.npy", mimeType: "application/octet-stream", buffer: features() });
  await page.locator("input[type=file][aria-label=Weights]").setInputFiles(checkpoint);
  const { bytes: before, seconds: worked } = renderer();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, renderer().bytes)), 50);
  const began = performance.now();
  const passed = () => (performance.now() - began) / 1000;
  await panel.getByRole("button", { name: "Score features" }).click();
  // On an idle machine the scoring may be over before it is seen.
  await panel.getByText("Reading the weights").first().waitFor({ timeout: 600_000 });
  await panel.getByText("Scoring videos").or(panel.getByRole("button", { name: "Save scores" })).first().waitFor({ timeout: 600_000 });
  const opened = passed();
  // The truth of the bundled set is of other videos: the page says so after the scores are made, which is as it should be.
  await panel.getByRole("button", { name: "Save scores" }).waitFor({ timeout: 600_000 });
  const scored = passed();
  const work = renderer().seconds - worked;
  clearInterval(watch);
  const mega = (bytes) => Math.round(bytes / 1e6);
  console.log(`opened after ${opened.toFixed(1)} s, ${SNIPPETS} snippets scored after ${scored.toFixed(1)} s (${work.toFixed(1)} s of processor)`);
  console.log(`renderer ${mega(before)} MB before, ${mega(peak)} MB at most: ${mega(peak - before)} MB more`);
} finally {
  await browser.close();
  await new Promise((closed) => server.httpServer.close(closed));
}

/** Rows as long as CLIP's. */
function features() {
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${SNIPPETS}, ${WIDTH}), }`;
  const header = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${head.padEnd(117)}\n`, "latin1");
  header.writeUInt16LE(118, 8);
  const values = Float32Array.from({ length: SNIPPETS * WIDTH }, (_, index) => 0.45 * Math.sin(1.7 * index + Math.floor(index / WIDTH)));
  return Buffer.concat([header, Buffer.from(values.buffer)]);
}

/** Bytes and processor seconds of the largest renderer of this browser: its page with its worker. */
function renderer() {
  let most = { bytes: 0, seconds: 0 };
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer") || !isOurs(Number(pid))) continue;
      const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      const bytes = Number(kilobytes ?? 0) * 1024;
      // After the name, which may hold blanks: the 12th and 13th fields are ticks of 10 ms in the program and in the system.
      const ticks = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13).map(Number);
      if (bytes > most.bytes) most = { bytes, seconds: (ticks[0] + ticks[1]) / 100 };
    } catch {
      // The process has ended since the listing.
    }
  }
  return most;
}

/** Whether a process descends from this one. */
function isOurs(pid) {
  for (let at = pid; at > 1; at = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${at}/status`, "utf8"))?.[1] ?? 0)) {
    if (at === process.pid) return true;
  }
  return false;
}
