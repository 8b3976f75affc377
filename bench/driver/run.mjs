// The comparison: builds nothing, needs `make bench`'s preparations. Arguments: --quick (small sizes, three rounds), --rounds N,
// --only A,B (workloads whose names contain one of them), --setting A,B (the same of best, default, webgpu), --out FILE (JSON),
// --docs FILE (tables between its markers).
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { measure } from "./measure.mjs";
import { plan } from "./plan.mjs";
import { pytorch } from "./pytorch.mjs";
import { serve } from "./serve.mjs";
import { tables, verdicts } from "./tables.mjs";

const { values: options } = parseArgs({ options: { quick: { type: "boolean" }, rounds: { type: "string", default: "11" }, only: { type: "string", default: "" }, setting: { type: "string", default: "" }, out: { type: "string" }, docs: { type: "string" } } });
const rounds = options.quick ? 3 : Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${options.rounds}: expected a whole number above 0`);
if (process.env.CHROMIUM === undefined) throw new Error("CHROMIUM names no browser: run `make bench`");

const args = ["--headless=new", "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
// GPU=1 leaves the adapter to the machine; else one in software is taken, for correctness.
if (process.env.GPU === undefined) args.push("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader");
else args.push("--enable-unsafe-webgpu", "--enable-features=Vulkan", "--use-angle=vulkan", "--ignore-gpu-blocklist");
const site = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args });
const results = [];
let place = null;
try {
  place = await placeOf();
  console.log(`Chromium ${place.browser}, ${place.processor}, adapter ${place.adapter}${place.software ? " (software: small sizes, ratios are not judged)" : ""}`);
  const wanted = plan({ software: place.software, quick: options.quick === true }).filter(({ workload, setting }) => among(options.only, workload) && among(options.setting, setting.name));
  for (const comparison of wanted) {
    const { setting, title, task } = comparison;
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(`  ${error.message}`));
    await page.goto(`${site.origin}/${setting.isolated ? "isolated" : "plain"}/`);
    const measured = { title, task, ...(await measure(page, comparison, rounds)) };
    if (setting.name === "best") measured.rows.push(...(await pytorch(comparison, rounds)));
    results.push(measured);
    await context.close();
    console.log(`\n${setting.of}\n${tables([measured])}`);
  }
} finally {
  await browser.close();
  await site.close();
}
const judged = results.filter(({ setting }) => setting !== "webgpu");
console.log(`\n${verdicts(judged)}`);
if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify({ format: "oddframe-peers/1", place, rounds, results })}\n`);
if (options.docs !== undefined) document(options.docs);

/** Whether `name` contains one of the parts of a list with commas. */
function among(list, name) {
  return list.split(",").some((part) => name.includes(part));
}

async function placeOf() {
  const page = await browser.newPage();
  await page.goto(`${site.origin}/isolated/`);
  const adapter = await page.evaluate(async () => {
    const found = await navigator.gpu?.requestAdapter();
    if (found === null || found === undefined) return { name: "none", software: true };
    const { vendor, architecture, description, isFallbackAdapter } = found.info;
    const name = [vendor, architecture, description].filter(Boolean).join(" ");
    return { name: name || "unnamed", software: isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(name) };
  });
  const isolated = await page.evaluate(() => globalThis.crossOriginIsolated);
  if (!isolated) throw new Error("the page is not cross-origin isolated: the peers would have no threads");
  await page.close();
  const [cpu] = cpus();
  return { date: new Date().toISOString().slice(0, 10), browser: browser.version(), processor: `${cpu?.model.trim() ?? "unknown"} × ${cpus().length}`, adapter: adapter.name, software: adapter.software };
}

/** Puts the tables between the markers of a page that people have written. */
function document(file) {
  const text = readFileSync(file, "utf8");
  const section = (name, setting) => {
    const of = results.filter((result) => result.setting === setting);
    return of.length === 0 ? "" : `### ${name}\n\n${tables(of)}\n\n`;
  };
  const where = `${place.date}; Chromium ${place.browser}; ${place.processor}; WebGPU adapter: ${place.adapter}${place.software ? " (software)" : ""}; ${rounds} warm runs each, milliseconds.`;
  const made = `${where}\n\n${verdicts(judged)}\n\n${section("WASM, best settings of the peers", "best")}${section("WASM, default settings", "default")}${section(place.software ? "WebGPU on a software adapter: correctness, not speed" : "WebGPU", "webgpu")}`;
  const [head] = text.split("<!-- results -->");
  const [, tail] = text.split("<!-- end -->");
  if (head === text || tail === undefined) throw new Error(`${file} lacks the markers <!-- results --> and <!-- end -->`);
  writeFileSync(file, `${head}<!-- results -->\n\n${made.trim()}\n\n<!-- end -->${tail}`);
}
