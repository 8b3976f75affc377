// Which files of a built page a chunk brings with it, by Vite's manifest and, for workers, by their code.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

export const ENTRY = "index.html";
/** A static import in an emitted chunk; `import(` is another thing. */
const STATIC_IMPORT = /\bimport\s*(?:[\w$\s{},*]+?from\s*)?["'`](\.{1,2}\/[^"'`]+\.js)["'`]/g;

export class NotBuilt extends Error {}

export class BuiltPage {
  #folder;
  #manifest;
  /** Files that the manifest describes; a worker's are only named there, as assets. */
  #described;

  /** @param {string} folder */
  constructor(folder) {
    this.#folder = folder;
    const file = join(folder, ".vite/manifest.json");
    if (!existsSync(file)) throw new NotBuilt(`${file} is not there; the page was not built`);
    this.#manifest = JSON.parse(readFileSync(file, "utf8"));
    if (this.#manifest[ENTRY] === undefined) throw new NotBuilt(`${file} does not name ${ENTRY}`);
    this.#described = new Set(Object.values(this.#manifest).map((chunk) => chunk.file));
  }

  get manifest() {
    return this.#manifest;
  }

  /** What a first visit loads: the entry, what it imports, its style sheets, and what it names by address, the workers with all that they import. */
  firstVisit() {
    return this.loadedBy(ENTRY, []);
  }

  /** The files of the chunk `key`; `follow` names further lists of the manifest to follow. */
  loadedBy(key, follow, seen = new Set(), files = new Set()) {
    if (seen.has(key)) return files;
    seen.add(key);
    const chunk = this.#manifest[key];
    if (chunk === undefined) throw new NotBuilt(`the manifest does not describe ${key}`);
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) this.#add(file, files);
    for (const other of ["imports", ...follow].flatMap((kind) => chunk[kind] ?? [])) this.loadedBy(other, follow, seen, files);
    return files;
  }

  #add(file, files) {
    if (files.has(file)) return;
    files.add(file);
    if (this.#described.has(file) || !file.endsWith(".js")) return;
    for (const [, imported] of readFileSync(join(this.#folder, file), "utf8").matchAll(STATIC_IMPORT)) this.#add(posix.join(dirname(file), imported), files);
  }
}
