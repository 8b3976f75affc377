/** Files that were chosen or dropped become a data set, or a sentence about what is wrong with them. */
import { batch } from "@preact/signals";
import { toFailure } from "../../../session/client";
import { frames as session } from "../../../session/sessions";
import type { PathFile } from "../../../session/protocol";
import { reproduce } from "../store";
import { frames, type ChosenSet } from "./store";

/** A folder for the field “Frames of a data set”, or for the training clips. */
export async function takeFolder(which: "test" | "train", files: readonly PathFile[]): Promise<void> {
  if (files.length === 0) return;
  reproduce.failure.value = null;
  try {
    const { arranged } = await session.call({ kind: "arrange-set", paths: files.map(({ path }) => path) });
    const name = files[0]?.path.split("/")[0] ?? "folder";
    batch(() => {
      frames[which].value = { name, files, arranged };
      frames.finished.value = null;
      frames.stopped.value = "";
      const set = /ped1/i.test(name) ? "ped1" : /ped2/i.test(name) ? "ped2" : /avenue/i.test(name) ? "avenue" : /shanghai/i.test(name) ? "shanghaitech" : null;
      if (which === "test" && set !== null) frames.set.value = set;
    });
  } catch (error) {
    reproduce.failure.value = toFailure(error);
  }
}

/** One line about a chosen folder. */
export function about({ name, arranged: { test, train, truth, leftOut } }: ChosenSet, which: "test" | "train"): string {
  const clips = which === "train" && train.length === 0 ? test : which === "train" ? train : test;
  const count = (number: number, noun: string) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const shots = clips.reduce((sum, { frames: own }) => sum + own.length, 0);
  const parts = [count(clips.length, "clip"), count(shots, "frame")];
  if (which === "test" && train.length > 0) parts.push(count(train.length, "training clip"));
  if (which === "test") parts.push(truth.length === 0 ? "no masks" : truth.length === 1 ? "a file of truth" : count(truth.length, "mask"));
  if (leftOut > 0) parts.push(`${count(leftOut, "other file")} left out`);
  return `${name}: ${parts.join("; ")}`;
}

/** The training clips: of their own field, else of the folder that holds both splits; null where there are none. */
export function trainingSet(): { readonly set: ChosenSet; readonly clips: ChosenSet["arranged"]["test"] } | null {
  const own = frames.train.value;
  if (own !== null) return { set: own, clips: own.arranged.train.length > 0 ? own.arranged.train : own.arranged.test };
  const both = frames.test.value;
  return both === null || both.arranged.train.length === 0 ? null : { set: both, clips: both.arranged.train };
}
