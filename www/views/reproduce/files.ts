/** Putting files on the fields: chosen, dropped, or fetched. */
import { batch } from "@preact/signals";
import { cancel, evaluate, filesChanged, isReady, verify } from "./evaluate";
import { featuresChanged } from "./network/run";
import { network } from "./network/store";
import { roleByName, roleEntry, type Role } from "./roles";
import { reproduce, type Chosen } from "./store";

/** Files of the visitor's for one field; with scores and truth on the table the numbers follow at once. */
export async function take(role: Role, files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  if ((role === "card" || role === "weights" || role === "list") && files.length > 1) {
    reproduce.failure.value = { kind: "bad-file", detail: `“${roleEntry(role).label}” takes one file, ${files.length} were given.`, advice: "Choose a single file." };
    return;
  }
  put(role, { name: nameOf(files), files, credit: null });
  await proceed(role);
}

export async function clear(role: Role): Promise<void> {
  const had = isReady();
  const chosen = new Map(reproduce.chosen.value);
  chosen.delete(role);
  reproduce.chosen.value = chosen;
  stopWork();
  changed(role);
  if (had && isReady() && role !== "card") await evaluate();
}

/** Files that were dropped beside the fields. */
export async function takeByName(files: readonly File[]): Promise<void> {
  const groups = new Map<Role, File[]>();
  const unknown: string[] = [];
  for (const file of files) {
    const role = roleByName([file.webkitRelativePath || file.name]);
    if (role === null) unknown.push(file.name);
    else groups.set(role, [...(groups.get(role) ?? []), file]);
  }
  if (unknown.length > 0) {
    reproduce.failure.value = { kind: "bad-file", detail: `The name of ${named(unknown)} does not say what it is for.`, advice: "Drop it on its field: “Scores”, “Ground truth”, “Features”, “Weights”, “Compare with”, “Video list” or “Result card”." };
    return;
  }
  for (const [role, group] of groups) if (role !== "card") put(role, { name: nameOf(group), files: group, credit: null });
  const card = groups.get("card");
  if (card !== undefined) await take("card", card);
  else await proceed("scores");
}

/** Both at once, for files that belong together. */
export function putPair(scores: Chosen, truth: Chosen): void {
  batch(() => {
    reproduce.chosen.value = new Map([["scores", scores], ["truth", truth]]);
  });
}

function put(role: Role, chosen: Chosen): void {
  stopWork();
  reproduce.chosen.value = new Map(reproduce.chosen.value).set(role, chosen);
  changed(role);
}

/** What is shown no longer belongs to what is chosen. */
function changed(role: Role): void {
  if (role === "card") reproduce.verification.value = null;
  else if (role === "features" || role === "weights") featuresChanged();
  else {
    if (role === "scores") network.explains.value = "nothing";
    filesChanged();
  }
}

async function proceed(role: Role): Promise<void> {
  if (!isReady() || role === "features" || role === "weights") return;
  if (role === "card" || reproduce.chosen.value.has("card")) await verify();
  else await evaluate();
}

function stopWork(): void {
  if (reproduce.work.value.kind === "busy") cancel();
  reproduce.work.value = { kind: "idle" };
}

/** The folder's name where a folder was chosen. */
function nameOf(files: readonly File[]): string {
  const [first] = files;
  if (first === undefined) return "";
  if (files.length === 1) return first.name;
  const folder = first.webkitRelativePath.split("/")[0] ?? "";
  return `${folder === "" ? `${first.name} and others` : folder} (${files.length.toLocaleString("en")} files)`;
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `“${name}”`).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
