/** Serves the built page as a plain static host would, below a sub-path. */

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, resolve } from "node:path";

export const DIST = resolve(import.meta.dirname, "../../dist");
/** The bindings by themselves, for tests of the crate on a browser's devices; their wasm is byte for byte the page's. */
const BINDINGS = resolve(import.meta.dirname, "../../pkg");
/** For the page that records films: an empty document and the library that writes them. */
const MODULES: Readonly<Record<string, string>> = {
  "/modules/mediabunny.mjs": resolve(import.meta.dirname, "../../node_modules/mediabunny/dist/bundles/mediabunny.mjs"),
  "/modules/blank.html": resolve(import.meta.dirname, "blank.html"),
};
/** The page must work from any sub-path. */
const PREFIX = "/somewhere/below/";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

export interface Site {
  readonly url: string;
  readonly origin: string;
  close(): Promise<void>;
}

/** The file below `folder` that `path` names below `prefix`, if there is one. */
function within(folder: string, prefix: string, path: string): string | null {
  if (!path.startsWith(prefix)) return null;
  const file = join(folder, normalize(decodeURIComponent(path.slice(prefix.length)) || "index.html"));
  return file.startsWith(folder) && existsSync(file) && statSync(file).isFile() ? file : null;
}

/** `page` names the folder that is served, which may change from request to request. */
export async function serve(page: () => string = () => DIST): Promise<Site> {
  if (!existsSync(join(page(), "index.html"))) throw new Error(`${page()} holds no page: run \`make site\` first`);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    const file = within(page(), PREFIX, path) ?? within(BINDINGS, "/pkg/", path) ?? MODULES[path] ?? null;
    if (file === null) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-length": statSync(file).size });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: origin + PREFIX, origin, close: () => new Promise((closed) => {
    server.close(() => { closed(); });
    server.closeAllConnections();
  }) };
}
