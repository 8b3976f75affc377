// Holds the page to its budgets, in bytes by brotli: the code of a first visit (what index.html and the scoring of a scene
// load), and all code together with the parts that are loaded when they are wanted. The assets of the lessons are held
// in raw bytes. What a first visit loads is read from Vite's manifest and the workers' own imports, never from names.
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { BuiltPage, ENTRY, NotBuilt } from "./loaded_code.mjs";

/** The budget table of the house plan: code that a first visit downloads. */
const FIRST_VISIT = 2_600_000;
/** Ours: all code, the lazily loaded parts included. */
const ALL = 3_000_000;
/** Raw bytes: the code of the lessons and every file of data that comes with the page but those of WEIGHTS. */
const LESSONS = 3_000_000;
/** Raw bytes of weights that no lesson asks for, fetched when a method is chosen, where they were there at build time: of the I3D for
 * drawn scenes the budget is the house plan's, of UCSD Ped2 ours. */
const WEIGHTS = [
  { of: "UCSD Ped2", keys: ["www/bundled/ped2/weights.safetensors"], budget: 6_000_000 },
  { of: "drawn scenes, I3D and its head", keys: ["www/bundled/plaza_places/encoder.safetensors", "www/bundled/plaza_places/lanet.safetensors"], budget: 4_000_000 },
];
const WEIGHT_KEYS = WEIGHTS.flatMap(({ keys }) => keys);
const CODE = new Set([".wasm", ".js", ".css"]);
const LEARN = "www/views/learn/learn.tsx";

const folder = process.argv[2] ?? "dist";
const page = built(() => new BuiltPage(folder));
const { manifest } = page;
const emitted = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
const code = emitted.filter((file) => CODE.has(extname(file)));
const first = built(() => page.firstVisit());
if (![...first].some((file) => file.endsWith(".wasm"))) fail(`no wasm module among what ${ENTRY} loads in ${folder}; the page was not built`);

const rows = code.map(measured).sort((a, b) => b.brotli - a.brotli);
const firstRows = rows.filter((row) => first.has(row.file));
const lazyRows = rows.filter((row) => !first.has(row.file));
print("first visit", firstRows);
print("loaded when wanted", lazyRows);
const lessons = lessonAssets();

const held = [
  ["code of a first visit, brotli", sum(firstRows, "brotli"), FIRST_VISIT],
  ["all code, brotli", sum(rows, "brotli"), ALL],
  ...WEIGHTS.map(({ of, keys, budget }) => [`weights for ${of}, raw`, raw(keys.flatMap((key) => manifest[key]?.file ?? [])), budget]),
  [`assets of the lessons, raw, ${lessons.length} files`, raw(lessons), LESSONS],
];
for (const [what, bytes, budget] of held) console.log(`${what}: ${bytes} of ${budget} bytes, ${((100 * bytes) / budget).toFixed(1)} %`);
for (const [what, bytes, budget] of held) if (bytes > budget) fail(`${what}: ${bytes - budget} bytes over the budget of ${budget}`);

function raw(files) {
  return files.reduce((total, file) => total + readFileSync(join(folder, file)).length, 0);
}

/** The code of the Learn view beyond a first visit's, and all data: a lesson may ask for any of it. */
function lessonAssets() {
  const learn = built(() => page.loadedBy(LEARN, ["dynamicImports"]));
  const data = Object.values(manifest).map(({ file }) => file).filter((file) => !CODE.has(extname(file)));
  const weights = new Set(WEIGHT_KEYS.map((key) => manifest[key]?.file));
  return [...new Set([...data, ...learn])].filter((file) => !weights.has(file) && !(CODE.has(extname(file)) && first.has(file)));
}

/** What `read` gives; a page that was not built is an error of one line. */
function built(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotBuilt) fail(error.message);
    throw error;
  }
}

function measured(file) {
  const bytes = readFileSync(join(folder, file));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return { file, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length };
}

function sum(of, key) {
  return of.reduce((total, row) => total + row[key], 0);
}

function print(title, of) {
  const cell = (value) => String(value).padStart(10);
  console.log(`${title.padEnd(48)}${["raw", "gzip", "brotli"].map(cell).join("")}`);
  const total = { file: "together", raw: sum(of, "raw"), gzip: sum(of, "gzip"), brotli: sum(of, "brotli") };
  for (const row of [...of, total]) console.log(`  ${row.file.padEnd(46)}${[row.raw, row.gzip, row.brotli].map(cell).join("")}`);
}

function fail(sentence) {
  console.error(`error: ${sentence}`);
  process.exit(1);
}
