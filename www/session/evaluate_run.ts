/** The worker's part of the Reproduce view: files to the crate, once; numbers back, as often as a switch moves. */
import { evaluation_catalogue, Examination } from "../../pkg/oddframe.js";
import { MediaFailure } from "../media/failure";
import { breath, Pace } from "./breath";
import type { EvaluateRequest, EvaluateResponse, EvaluationFiles, FileRole } from "./evaluate_protocol";
import type { Progress } from "./protocol";

const ROLES: readonly FileRole[] = ["scores", "compare", "truth", "list"];
/** Milliseconds between two news of progress. */
const PROGRESS_MS = 60;
/** Resamples between two looks at the messages: about ten milliseconds of work. */
const RESAMPLES_PER_STEP = 50;

/** Most files, and most bytes of several, that are read at once. */
const GROUP_FILES = 64;
const GROUP_BYTES = 32 << 20;

type Report = (progress: Progress) => void;

let kept: { readonly token: number; readonly examination: Examination } | null = null;
/** Counts the evaluations: a resampling of an earlier one gives way. */
let generation = 0;

/** Called when a request arrives, before its turn in the line comes. */
export function evaluationArrives(kind: EvaluateRequest["kind"]): void {
  if (kind === "evaluate" || kind === "verify") generation += 1;
}

export async function answerEvaluation(request: EvaluateRequest, report: Report): Promise<EvaluateResponse> {
  const { id } = request;
  switch (request.kind) {
    case "catalogue":
      return { id, kind: "catalogue", catalogue: evaluation_catalogue() };
    case "evaluate":
      return { id, kind: "evaluated", evaluated: (await opened(request.files, report)).evaluate(request.settings) };
    case "resample":
      return { id, kind: "resampled", resampled: await resample(report) };
    case "verify":
      return { id, kind: "verified", verification: (await opened(request.files, report)).verify(await request.card.text()) };
    case "video":
      return { id, kind: "video", track: current().video(request.video) };
    case "report":
      return { id, kind: "reported", text: request.what === "card" ? current().card(new Date().toISOString()) : current().curve_csv() };
  }
}

async function opened(files: EvaluationFiles, report: Report): Promise<Examination> {
  if (kept?.token === files.token) return kept.examination;
  kept?.examination.free(); // The last files' memory goes before the next ones' comes.
  kept = null;
  const examination = new Examination();
  try {
    await read(examination, files, report);
    check(examination, files.digests);
  } catch (error) {
    examination.free();
    throw error;
  }
  kept = { token: files.token, examination };
  return examination;
}

async function read(examination: Examination, files: EvaluationFiles, report: Report): Promise<void> {
  const all = ROLES.flatMap((role) => files[role].map((file) => ({ role, file })));
  const pace = new Pace(PROGRESS_MS);
  let done = 0;
  for (const group of groups(all)) {
    if (pace.due()) report({ phase: "read", done, total: all.length, secondsLeft: null });
    const read = await Promise.all(group.map(async ({ role, file }) => {
      const name = file.webkitRelativePath || file.name;
      return { role, name, bytes: new Uint8Array(await bytesOf(file, name)) };
    }));
    for (const { role, name, bytes } of read) examination.add(role, name, bytes);
    done += group.length;
  }
}

/** Files that are asked for together: each question costs milliseconds, whatever the file's size. */
function* groups<T extends { readonly file: File }>(all: readonly T[]): Generator<T[]> {
  let group: T[] = [];
  let bytes = 0;
  for (const entry of all) {
    if (group.length === GROUP_FILES || (group.length > 0 && bytes + entry.file.size > GROUP_BYTES)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(entry);
    bytes += entry.file.size;
  }
  if (group.length > 0) yield group;
}

async function bytesOf(file: File, name: string): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch (cause) {
    throw new MediaFailure("bad-file", `“${name}” can no longer be read: it was moved, changed or taken away.`, "Choose the files again.", cause);
  }
}

/** Published values are what they were when the number was checked, or the first video that differs is named. */
function check(examination: Examination, digests: EvaluationFiles["digests"]): void {
  if (digests === null) return;
  for (const role of ["scores", "truth"] as const) {
    const found = new Map(examination.digests(role).map(({ video, sha256 }) => [video, sha256]));
    for (const [video, expected] of Object.entries(digests[role])) {
      const sha256 = found.get(video) ?? "missing";
      if (sha256 === expected) continue;
      throw new MediaFailure("bad-file", `The published ${role} of ${video} are not those that were checked: the SHA-256 of their values is ${sha256}, expected ${expected}.`, "Try again: they are fetched anew. If it happens again, the source has changed; drop files that you trust on the fields.");
    }
  }
}

async function resample(report: Report): Promise<ReturnType<Examination["resample"]> | null> {
  const mine = generation;
  const examination = current();
  const pace = new Pace(PROGRESS_MS);
  for (;;) {
    const resampled = examination.resample(RESAMPLES_PER_STEP);
    if (resampled.done >= resampled.total) return resampled;
    if (pace.due()) report({ phase: "resample", done: resampled.done, total: resampled.total, secondsLeft: null });
    await breath();
    if (mine !== generation) return null;
  }
}

/** What a threshold does on the last evaluation. */
export function decide(threshold: number, ofMiss: number, ofAlarm: number): ReturnType<Examination["decide"]> {
  return current().decide(threshold, ofMiss, ofAlarm);
}

function current(): Examination {
  if (kept !== null) return kept.examination;
  throw new MediaFailure("unknown", "The numbers were asked about before there were any.", "Press “Evaluate” first.");
}
