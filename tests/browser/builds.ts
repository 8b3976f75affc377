/** A second build of the page, made from the first: another entry script under another name, everything else the same. */

import { appendFileSync, cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "@playwright/test";
import { listEmitted } from "../../scripts/offline.mjs";
import { DIST } from "./server";

const TITLE = "Oddframe: find the odd moments in a video";
export const SECOND_TITLE = "The second build";

export function secondBuild(): string {
  const folder = copied("second-build");
  const assets = join(folder, "assets");
  const entry = readdirSync(assets).find((name) => /^index-.*\.js$/.test(name));
  if (entry === undefined) throw new Error(`${assets} holds no entry script`);
  const second = entry.replace(/-.*\.js$/, "-SECOND00.js");
  renameSync(join(assets, entry), join(assets, second));
  for (const file of [join(folder, "index.html"), ...readdirSync(assets).filter((name) => name.endsWith(".js")).map((name) => join(assets, name))]) {
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(entry, second).replaceAll(TITLE, SECOND_TITLE));
  }
  listEmitted(folder);
  return folder;
}

/** Adds a script to the service worker of a build. */
export function giveWorker(folder: string, script: string): void {
  appendFileSync(join(folder, "offline.js"), `\n${script}\n`);
}

/** The page's build as it is, to be changed by a test. */
export function firstBuild(): string {
  return copied("first-build");
}

/** The page's build in a folder of the running test. */
function copied(name: string): string {
  const folder = test.info().outputPath(name);
  cpSync(DIST, folder, { recursive: true });
  return folder;
}

/** What the service worker of a build is to keep. */
export function emitted(folder: string): readonly string[] {
  const list = /^self\.oddframeEmitted=(.*);\n/.exec(readFileSync(join(folder, "offline.js"), "utf8"))?.[1];
  if (list === undefined) throw new Error(`${folder}/offline.js has no list`);
  return (JSON.parse(list) as { readonly files: readonly (readonly [string, string])[] }).files.map(([path]) => path);
}
