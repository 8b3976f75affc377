/** The work of the view: reading, evaluating, resampling, verifying, and stopping it. */
import { batch, effect } from "@preact/signals";
import { Cancelled, toFailure, type Watcher } from "../../session/client";
import { examiner } from "../../session/sessions";
import type { EvaluationFiles, EvaluationSettings, Progress } from "../../session/protocol";
import { reproduce } from "./store";
import type { Role } from "./roles";

/** Milliseconds a typed number may rest before the numbers follow it. */
const SETTLE = 150;

/** Counts the sets of files: the worker keeps the last one that it has read. */
let token = 0;
/** Counts the evaluations: what was asked for an earlier one is thrown away when it arrives. */
let asked = 0;
/** What the worker must find in the values of published files. */
let digests: EvaluationFiles["digests"] = null;
/** The settings of the last attempt with these files, as text; null before the first: then nothing follows the switches. */
let attempted: string | null = null;

/** The files have changed: nothing of what is shown belongs to them. */
export function filesChanged(expected: EvaluationFiles["digests"] = null): void {
  token += 1;
  asked += 1;
  digests = expected;
  attempted = null;
  batch(() => {
    reproduce.evaluated.value = null;
    reproduce.resampling.value = { kind: "none" };
    reproduce.verification.value = null;
    reproduce.video.value = null;
    reproduce.seconds.value = null;
    reproduce.published.value = false;
    reproduce.failure.value = null;
  });
}

export function isReady(): boolean {
  const { chosen } = reproduce;
  return chosen.value.has("scores") && chosen.value.has("truth") && reproduce.conventions.value !== null;
}

/** The button "Evaluate", and every change of a switch after it. */
export async function evaluate(): Promise<void> {
  if (!isReady()) return;
  const mine = ++asked;
  attempted = JSON.stringify(settings());
  const began = performance.now();
  batch(() => {
    reproduce.failure.value = null;
    reproduce.work.value = { kind: "busy", what: "Reading the files", done: 0, total: null };
    reproduce.resampling.value = { kind: "none" };
  });
  try {
    const { evaluated } = await examiner.call({ kind: "evaluate", files: files(), settings: settings() }, watcher(mine));
    if (mine !== asked) return;
    batch(() => {
      reproduce.evaluated.value = evaluated;
      reproduce.seconds.value = (performance.now() - began) / 1000;
      reproduce.published.value = digests !== null;
      reproduce.work.value = { kind: "idle" };
    });
    await Promise.all([resample(mine), again(mine)]);
  } catch (error) {
    fail(mine, error);
  }
}

/** The curve of the video that is open follows the switches. */
async function again(mine: number): Promise<void> {
  const shown = reproduce.video.value;
  if (shown !== null) await showVideo(shown.id, mine);
}

async function resample(mine: number): Promise<void> {
  const total = reproduce.conventions.value?.interval_replicates ?? 0;
  reproduce.resampling.value = { kind: "running", done: 0, total };
  const { resampled } = await examiner.call({ kind: "resample" }, {
    onProgress: ({ done }) => {
      if (mine === asked) reproduce.resampling.value = { kind: "running", done, total };
    },
  });
  // null: another evaluation came in between.
  if (mine === asked && resampled !== null) reproduce.resampling.value = { kind: "done", found: resampled };
}

/** Computes a card again, under the card's own conventions, which the switches then show. */
export async function verify(): Promise<void> {
  const card = reproduce.chosen.value.get("card")?.files[0];
  if (card === undefined || !isReady()) return;
  const mine = ++asked;
  reproduce.failure.value = null;
  reproduce.work.value = { kind: "busy", what: "Computing the card again", done: 0, total: null };
  try {
    const { verification } = await examiner.call({ kind: "verify", files: files(), card }, watcher(mine));
    if (mine !== asked) return;
    batch(() => {
      const { conventions, dataSet, method } = verification.settings;
      reproduce.conventions.value = conventions;
      reproduce.dataSet.value = dataSet ?? "";
      reproduce.method.value = method ?? "";
      reproduce.verification.value = verification;
      reproduce.work.value = { kind: "idle" };
    });
    await evaluate();
  } catch (error) {
    fail(mine, error);
  }
}

/** A click on a row of the table of videos. */
export async function showVideo(id: string, mine = asked): Promise<void> {
  try {
    const { track } = await examiner.call({ kind: "video", video: id });
    if (mine === asked) reproduce.video.value = track;
  } catch (error) {
    fail(mine, error);
  }
}

/** Stops at once; the files stay chosen and are read again by the next evaluation. */
export function cancel(): void {
  asked += 1;
  attempted = null;
  examiner.cancel();
  reproduce.work.value = { kind: "cancelled" };
  reproduce.resampling.value = { kind: "none" };
}

/** Numbers on the table, or an error that a switch may mend, follow the switches. */
export function followSwitches(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const now = reproduce.conventions.value === null ? null : JSON.stringify(settings());
    clearTimeout(timer);
    if (attempted === null || now === attempted) return;
    timer = setTimeout(() => void evaluate(), SETTLE);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

function settings(): EvaluationSettings {
  const conventions = reproduce.conventions.value;
  if (conventions === null) throw new Error("The conventions have not been loaded.");
  return { conventions, dataSet: reproduce.dataSet.value || null, method: reproduce.method.value || null };
}

function files(): EvaluationFiles {
  const of = (role: Role) => reproduce.chosen.value.get(role)?.files ?? [];
  return { token, scores: of("scores"), truth: of("truth"), compare: of("compare"), list: of("list"), digests };
}

function watcher(mine: number): Watcher {
  return {
    onProgress: ({ done, total }: Progress) => {
      if (mine === asked) reproduce.work.value = { kind: "busy", what: "Reading the files", done, total };
    },
  };
}

function fail(mine: number, error: unknown): void {
  if (mine !== asked || error instanceof Cancelled) return;
  batch(() => {
    reproduce.work.value = { kind: "idle" };
    reproduce.evaluated.value = null;
    reproduce.failure.value = toFailure(error);
  });
}
