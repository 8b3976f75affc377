// Writes the licence notices of everything that the page ships: the npm packages it bundles and the crates in the wasm.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const NOTICE = /^(licen[cs]e|copying|notice|unlicense)/i;

const parts = [...npmPackages(), ...crates()].sort((a, b) => a.name.localeCompare(b.name, "en"));
/** Text of a notice to the packages that carry it: the common licences are printed once. */
const texts = new Map();
for (const part of parts) {
  for (const text of part.texts) texts.set(text, [...(texts.get(text) ?? []), part.name]);
}
const list = parts.map(({ name, version, licence, source }) => `${name} ${version} · ${licence} · ${source}`);
const notices = [...texts].map(([text, names]) => `${"=".repeat(80)}\n${names.join(", ")}\n${"-".repeat(80)}\n${text}\n`);
writeFileSync(process.argv[2], `Oddframe's page contains these works.\n\n${list.join("\n")}\n\n${notices.join("\n")}`);

function npmPackages() {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  return Object.entries(packages)
    .filter(([path, entry]) => path !== "" && entry.dev !== true && entry.optional !== true && existsSync(join(path, "package.json")))
    .map(([path]) => {
      const { name, version, license, repository, homepage } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
      return { name, version, licence: license, source: homepage ?? repository?.url ?? repository ?? "", texts: noticesIn(path) };
    });
}

function crates() {
  const metadata = JSON.parse(
    execFileSync("cargo", ["metadata", "--format-version", "1", "--locked", "--filter-platform", "wasm32-unknown-unknown"], { encoding: "utf8", maxBuffer: 1 << 28 }),
  );
  return metadata.packages
    .filter((crate) => crate.source !== null)
    .map((crate) => ({
      name: crate.name,
      version: crate.version,
      licence: crate.license ?? "see its files",
      source: crate.repository ?? "",
      texts: noticesIn(dirname(crate.manifest_path)),
    }));
}

function noticesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && NOTICE.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), "utf8").replaceAll("\r\n", "\n").trim());
}
