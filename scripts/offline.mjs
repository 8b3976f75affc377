// Puts the list of what the build emitted before the service worker: the only files that it keeps, each by its hash.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

export const WORKER = "offline.js";
const LIST = "self.oddframeEmitted=";

/** Writes the list for the page in `folder`; a list of an earlier call is replaced. */
export function listEmitted(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    // Neither the worker itself nor what describes the build.
    .filter((path) => path !== WORKER && !path.startsWith("."))
    .sort()
    .map((path) => [path, `sha256-${sha256(readFileSync(join(folder, path))).toString("base64")}`]);
  const version = sha256(JSON.stringify(files)).toString("hex").slice(0, 16);
  const worker = join(folder, WORKER);
  const script = readFileSync(worker, "utf8");
  const bare = script.startsWith(LIST) ? script.slice(script.indexOf("\n") + 1) : script;
  writeFileSync(worker, `${LIST}${JSON.stringify({ version, files })};\n${bare}`);
  return { version, files };
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest();
}
