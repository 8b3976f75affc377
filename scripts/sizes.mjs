// Prints what a visit downloads (wasm, JS, CSS) raw, by gzip and by brotli, and fails above the budget.
// Lazily loaded parts count too: the sum is what the whole page can ask for.
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Bytes by brotli; the budget table of the house plan says 2.6 MB. */
const BUDGET = 2_600_000;
const CODE = new Set([".wasm", ".js", ".css"]);

const folder = process.argv[2] ?? "dist";
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && CODE.has(extname(entry.name)))
  .map((entry) => join(entry.parentPath, entry.name));
if (!files.some((file) => file.endsWith(".wasm"))) {
  console.error(`error: no wasm module in ${folder}; the page was not built`);
  process.exit(1);
}

const rows = files.map((file) => {
  const bytes = readFileSync(file);
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return { file, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length };
});
const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
const total = { file: "total", raw: sum("raw"), gzip: sum("gzip"), brotli: sum("brotli") };

const cell = (value) => String(value).padStart(10);
console.log(`${"bytes".padEnd(52)}${["raw", "gzip", "brotli"].map(cell).join("")}`);
for (const row of [...rows.sort((a, b) => b.brotli - a.brotli), total]) {
  console.log(`${row.file.padEnd(52)}${[row.raw, row.gzip, row.brotli].map(cell).join("")}`);
}
console.log(`budget ${BUDGET} bytes of brotli: ${((100 * total.brotli) / BUDGET).toFixed(1)} % used`);
if (total.brotli > BUDGET) {
  console.error(`error: the page's code is ${total.brotli - BUDGET} bytes over its budget`);
  process.exit(1);
}
