/** The heads of lesson 7: learned in this tab from Plaza-weak, or the one that comes with the page; what they are worth on its test videos. */
import { signal } from "@preact/signals";
import { Cancelled } from "../../../session/client";
import type { KindNumbers, TrainingSettings, TrainingStep } from "../../../session/protocol";
import { tutor } from "../../../session/sessions";
import { bundled } from "../../reproduce/network/bundled";
import { tell } from "../ask";
import { evaluate, nextToken, type Numbers } from "../scored";

/** A network without CLIP is never called by the paper's name alone. */
export const NAME = "DSANet head, demo encoder, no CLIP";
/** Passes over the 60 training videos; the configuration has 40, which would take too long here. */
export const EPOCHS = 10;
/** Frames that a score covers. */
export const STRIDE = 16;

export interface Head {
  readonly seed: number;
  readonly dcsa: boolean;
  readonly weights: File;
}
export interface Learnt extends Head {
  readonly numbers: Numbers;
  readonly kinds: KindNumbers;
  /** Learning, scoring and evaluating. */
  readonly seconds: number;
}

const heads = signal<readonly Learnt[]>([]);
/** Steps done of the runs asked for; null while nothing learns. */
export const learning = signal<{ readonly done: number; readonly total: number | null } | null>(null);

export function learnt(seed: number, dcsa: boolean): Learnt | undefined {
  return heads.value.find((head) => head.seed === seed && head.dcsa === dcsa);
}

/** What the button does: says what went wrong. */
export async function learn(seed: number, wanted: readonly boolean[]): Promise<void> {
  if (learning.value !== null) return;
  try {
    await learnMissing(seed, wanted);
  } catch (error) {
    if (!(error instanceof Cancelled)) tell(error);
  }
}

/** Learns those of `wanted` (with DCSA or without) that are not there yet, one after the other, and gives all. */
export async function learnMissing(seed: number, wanted: readonly boolean[]): Promise<readonly Learnt[]> {
  const missing = wanted.filter((dcsa) => learnt(seed, dcsa) === undefined);
  learning.value = { done: 0, total: null };
  try {
    for (const [run, dcsa] of missing.entries()) {
      const head = await learnOne(seed, dcsa, (done, total) => (learning.value = { done: run * total + done, total: missing.length * total }));
      heads.value = [...heads.value, head];
    }
  } finally {
    learning.value = null;
  }
  return wanted.flatMap((dcsa) => learnt(seed, dcsa) ?? []);
}

async function learnOne(seed: number, dcsa: boolean, onStep: (done: number, total: number) => void): Promise<Learnt> {
  const { train, classes } = await bundled("train", "classes");
  const began = performance.now();
  const settings: TrainingSettings = { seed, epochs: EPOCHS, method: { name: "dsanet", sgnm: true, dcsa }, validationShare: 0, holdLast: false, crops: "all" };
  const onLearning = (steps: readonly TrainingStep[]) => {
    const last = steps.findLast((step) => step.kind === "learned");
    if (last !== undefined) onStep(last.step, last.steps);
  };
  // Nothing is measured on the test videos while it learns: the last epoch is the result, and is looked at once.
  const { weights } = await tutor.call({ kind: "train", inputs: { features: [train], list: classes, testFeatures: null, truth: null, like: null }, settings }, { onLearning });
  const file = new File([weights], `dsanet_seed_${seed}${dcsa ? "" : "_without_dcsa"}.safetensors`);
  const numbers = await judged(file);
  const { kinds } = numbers.evaluated;
  if (kinds === null) throw new Error("A head of classes was evaluated without any.");
  return { seed, dcsa, weights: file, numbers, kinds, seconds: (performance.now() - began) / 1000 };
}

async function judged(weights: File): Promise<Numbers> {
  const { truth } = await bundled("truth");
  const scores = new File([await scored(weights)], "scores.json", { type: "application/json" });
  const files = { token: nextToken(), scores: [scores], truth: [truth], compare: [], list: [], digests: null };
  return evaluate({ key: weights.name, files, videos: [], stride: STRIDE, seconds: 0 });
}

/** The text of the scores; from then on the worker answers questions about these weights. */
export async function scored(weights: File): Promise<string> {
  const { test } = await bundled("test");
  const { scores } = await tutor.call({ kind: "score-features", features: [test], weights, settings: { crops: "published", publishedFor: null } });
  return scores;
}
