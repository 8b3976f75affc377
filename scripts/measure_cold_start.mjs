// From opening the page to the first score on the bundled scene, cold and from the browser's cache, by the phases that the page
// itself notes. Two built pages may be given: their visits are interleaved, so that whatever else the machine does meets both.
//
//   CHROMIUM=/usr/bin/chromium node scripts/measure_cold_start.mjs [--visits N] [--steps N] DIST [OTHER_DIST]
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { visits: { type: "string", default: "5" }, steps: { type: "string", default: "20" } } });
const folders = positionals.map((folder) => resolve(folder));
const missing = folders.find((folder) => !existsSync(join(folder, "index.html")));
if (folders.length === 0 || missing !== undefined || process.env["CHROMIUM"] === undefined) {
  console.error(missing === undefined ? "usage: CHROMIUM=PATH node scripts/measure_cold_start.mjs [--visits N] [--steps N] DIST [OTHER_DIST]" : `${missing} holds no page: run \`make site\` first`);
  process.exit(2);
}
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

/** A static host; files with a hash in their name are kept by the browser. */
async function serve(folder) {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    const file = join(folder, normalize(path === "/" ? "index.html" : decodeURIComponent(path)));
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
    const kept = path.startsWith("/assets/") ? "max-age=31536000, immutable" : "no-cache";
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-length": statSync(file).size, "cache-control": kept });
    createReadStream(file).pipe(response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** One visit: seconds to the first picture of the page, to a ready device, to a score, and what the page notes. */
async function visit(context, url) {
  const page = await context.newPage();
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  await page.goto(`${url}#/watch?device=cpu&steps=${values.steps}&width=0.25`);
  const device = page.getByRole("status", { name: "Device" });
  await device.filter({ hasText: "CPU" }).waitFor({ timeout: 120_000 });
  const ready = since();
  const score = page.getByRole("button", { name: "Score clip" });
  await score.click({ timeout: 120_000 });
  await page.getByRole("status", { name: "Result" }).filter({ hasText: "Scored" }).waitFor({ timeout: 600_000 });
  const scored = since();
  const noted = await page.evaluate(() => performance.getEntriesByType("measure").filter(({ name }) => name.startsWith("oddframe: ")).map(({ name, duration }) => [name.slice(10), duration / 1000]));
  await page.close();
  return { ready, scored, ...Object.fromEntries(noted) };
}

const sites = [];
for (const folder of folders) {
  const profile = mkdtempSync(join(tmpdir(), "cold-start-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: process.env["CHROMIUM"], args: ["--headless=new", "--no-sandbox"] });
  sites.push({ folder, profile, context, served: await serve(folder), visits: [] });
}
for (let at = 0; at <= Number(values.visits); at++) {
  for (const site of sites) {
    const seen = await visit(site.context, site.served.url);
    site.visits.push(seen);
    console.error(`${site.folder} visit ${at}: ${Object.entries(seen).map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`).join(", ")}`);
  }
}
for (const { folder, visits: [first, ...later], context, served, profile } of sites) {
  const names = Object.keys(first);
  console.log(`\n${folder}\n| visit | ${names.join(" | ")} |\n|---|${names.map(() => "---:").join("|")}|`);
  console.log(`| first | ${names.map((name) => first[name].toFixed(2)).join(" | ")} |`);
  console.log(`| from the cache, median of ${later.length} | ${names.map((name) => median(later.map((seen) => seen[name])).toFixed(2)).join(" | ")} |`);
  await context.close();
  served.close();
  rmSync(profile, { recursive: true, force: true });
}
