// Serves the harness, the page's module as it ships, and the peers' modules. Below /isolated/ documents are cross-origin
// isolated, so that the peers may use threads; below /plain/ they are not.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";

const HERE = resolve(import.meta.dirname, "..");
const FOLDERS = {
  "/isolated/": join(HERE, "dist"),
  "/plain/": join(HERE, "dist"),
  "/pkg/": resolve(HERE, "../pkg"),
  "/onnxruntime/": join(HERE, "node_modules/onnxruntime-web/dist"),
  "/tensorflow/": join(HERE, "node_modules/@tensorflow/tfjs-backend-wasm/dist"),
};
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const ISOLATION = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

function fileFor(path) {
  for (const [prefix, folder] of Object.entries(FOLDERS)) {
    if (!path.startsWith(prefix)) continue;
    const file = join(folder, normalize(decodeURIComponent(path.slice(prefix.length)) || "index.html"));
    return file.startsWith(folder) && existsSync(file) && statSync(file).isFile() ? file : null;
  }
  return null;
}

/** Starts the server; gives its origin and what closes it. */
export async function serve() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    const file = fileFor(pathname);
    if (file === null) return void response.writeHead(404).end();
    const headers = { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-length": statSync(file).size };
    response.writeHead(200, pathname.startsWith("/plain/") ? headers : { ...headers, ...ISOLATION, "cross-origin-resource-policy": "same-origin" });
    createReadStream(file).pipe(response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((closed) => server.close(closed)) };
}
