/** One task of the encoder at a time: its progress, its failure, stopping it. */
import { batch, effect } from "@preact/signals";
import { Cancelled, toFailure, type Watcher } from "../../../session/client";
import { encoder as session } from "../../../session/sessions";
import type { Phase } from "../../../session/protocol";
import { reproduce } from "../store";
import { encoding } from "./store";

const WORDS: Readonly<Partial<Record<Phase, string>>> = {
  open: "Opening the clip",
  weights: "Reading the weights",
  encode: "Encoding, crop by crop",
};

/** Counts the tasks: what was begun for an earlier one is thrown away when it arrives. */
let asked = 0;

/** Whether the task that asks is still the one that is wanted. */
export type Mine = () => boolean;

export async function task(what: string, unit: "bytes" | "crops", run: (mine: Mine) => Promise<void>): Promise<void> {
  if (encoding.work.value.kind !== "idle") return;
  const number = ++asked;
  const mine = () => number === asked;
  batch(() => {
    reproduce.failure.value = null;
    encoding.work.value = { kind: "busy", what, unit, done: 0, total: null, secondsLeft: null };
  });
  try {
    await run(mine);
  } catch (error) {
    if (mine() && !(error instanceof Cancelled)) reproduce.failure.value = toFailure(error);
  } finally {
    if (mine()) encoding.work.value = { kind: "idle" };
  }
}

/** Shows the progress of a call; with `phases` under the name of what it does. */
export function watching(mine: Mine, phases = false): Watcher {
  return {
    onProgress: ({ phase, done, total, secondsLeft }) => {
      const work = encoding.work.value;
      if (!mine() || work.kind === "idle") return;
      const what = phases ? (WORDS[phase] ?? work.what) : work.what;
      encoding.work.value = { kind: "busy", what, unit: phase === "weights" ? "bytes" : "crops", done, total, secondsLeft };
    },
  };
}

/** Stops at once; weights and clip stay chosen. */
export function stopEncoding(): void {
  asked += 1;
  session.cancel();
  encoding.work.value = { kind: "idle" };
}

/** Another device takes another worker. */
export function followEncoderDevice(): () => void {
  return effect(() => session.use(encoding.device.value));
}
