// The budgets' check against small made-up builds, and the list of the service worker.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { listEmitted } from "./offline.mjs";

const SCRIPT = resolve(import.meta.dirname, "sizes.mjs");
const LEARN = "www/views/learn/learn.tsx";
let folder = "";

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "oddframe-sizes-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Random bytes: brotli cannot make them smaller. */
function put(path, bytes) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof bytes === "number" ? randomBytes(bytes) : bytes);
}

function build({ wasm = 1000, entry = 1000, shared = 1000, learn = 1000, deep = 1000, data = 1000, worker = 100, later = 100 } = {}) {
  put("index.html", "<!doctype html>");
  for (const [path, bytes] of [["a/e.wasm", wasm], ["a/i.js", entry], ["a/s.js", shared], ["a/w.js", `import{a as b}from"./v.js";import(\`./later.js\`)`], ["a/v.js", `import"./u.js";`], ["a/u.js", worker], ["a/later.js", later], ["a/l.js", learn], ["a/d.js", deep], ["a/t.npz", data]]) put(path, bytes);
  const manifest = {
    "index.html": { file: "a/i.js", isEntry: true, imports: ["_s"], dynamicImports: [LEARN], assets: ["a/e.wasm", "a/w.js"] },
    _s: { file: "a/s.js", imports: ["index.html"] },
    [LEARN]: { file: "a/l.js", imports: ["index.html"], dynamicImports: ["deep"], assets: ["a/t.npz"] },
    deep: { file: "a/d.js" },
    "t.npz": { file: "a/t.npz" },
  };
  put(".vite/manifest.json", JSON.stringify(manifest));
}

function check() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, folder], { encoding: "utf8" });
  return { status, stdout, stderr };
}
const held = (stdout, what) => Number(new RegExp(`^${what}[^:]*: (\\d+) of`, "m").exec(stdout)?.[1]);

test("a first visit is the entry, what it imports and what it names, and nothing that is imported later", () => {
  build({ learn: 50_000, deep: 70_000 });
  const { status, stdout } = check();
  assert.equal(status, 0);
  const first = held(stdout, "code of a first visit");
  assert.ok(first > 3100 && first < 3300, `${first}`);
  assert.ok(held(stdout, "all code") > 120_000);
  const [before, after] = stdout.split("loaded when wanted");
  assert.match(before, /a\/s\.js/);
  assert.match(after, /a\/l\.js/);
  assert.doesNotMatch(before, /a\/l\.js|a\/d\.js/);
});

test("what a worker imports is part of a first visit, what it imports later is not", () => {
  build({ worker: 30_000, later: 40_000 });
  const { status, stdout } = check();
  assert.equal(status, 0);
  const first = held(stdout, "code of a first visit");
  assert.ok(first > 33_000 && first < 33_500, `${first}`);
  const [before, after] = stdout.split("loaded when wanted");
  assert.match(before, /a\/v\.js/);
  assert.match(before, /a\/u\.js/);
  assert.match(after, /a\/later\.js/);
});

test("a first visit over its budget fails, though all is under the ceiling", () => {
  build({ wasm: 2_650_000 });
  const { status, stderr } = check();
  assert.equal(status, 1);
  assert.match(stderr, /^error: code of a first visit, brotli: \d+ bytes over the budget of 2600000\n$/);
});

test("what is loaded later counts against the ceiling", () => {
  build({ wasm: 2_500_000, deep: 600_000 });
  const { status, stderr } = check();
  assert.equal(status, 1);
  assert.match(stderr, /^error: all code/);
});

test("the lessons' code and data are held to 3 MB, the engine not among them", () => {
  build({ wasm: 2_500_000, data: 2_990_000 });
  assert.equal(check().status, 0);
  build({ data: 2_999_500 });
  const { status, stderr } = check();
  assert.equal(status, 1);
  assert.match(stderr, /^error: assets of the lessons, raw, \d+ files: \d+ bytes over/);
});

test("a folder without a build, without an engine or without lessons is an error of one line", () => {
  assert.match(check().stderr, /^error: .*manifest\.json is not there; the page was not built\n$/);
  put(".vite/manifest.json", JSON.stringify({ "index.html": { file: "a/i.js" } }));
  put("a/i.js", 10);
  assert.match(check().stderr, /^error: no wasm module .*\n$/);
  put("a/e.wasm", 10);
  put(".vite/manifest.json", JSON.stringify({ "index.html": { file: "a/i.js", assets: ["a/e.wasm"] } }));
  assert.match(check().stderr, /^error: the manifest does not describe www\/views\/learn\/learn\.tsx\n$/);
});

test("the service worker's list names every emitted file once, by its hash, and a second list replaces the first", () => {
  build();
  put("offline.js", "work();");
  put("a/e.wasm", "abc");
  const one = listEmitted(folder);
  assert.deepEqual(one.files.map(([path]) => path), ["a/d.js", "a/e.wasm", "a/i.js", "a/l.js", "a/later.js", "a/s.js", "a/t.npz", "a/u.js", "a/v.js", "a/w.js", "index.html"]);
  // FIPS 180-2, appendix B.1.
  assert.equal(one.files[1]?.[1], `sha256-${Buffer.from("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "hex").toString("base64")}`);
  assert.equal(listEmitted(folder).version, one.version, "the same files are the same version");
  put("index.html", "<!doctype html><p>");
  assert.notEqual(listEmitted(folder).version, one.version);
  const script = readFileSync(join(folder, "offline.js"), "utf8");
  assert.equal(script.split("oddframeEmitted").length, 2);
  assert.ok(script.endsWith("\nwork();"));
});
