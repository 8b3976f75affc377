/** What the visitor predicted and answered, for as long as the page is open; and the file of it to hand in. */
import { signal } from "@preact/signals";
import { save } from "../../files/save";
import type { Failure } from "../../session/protocol";
import { place } from "./address";
import type { Lesson } from "./lesson";

export type Part = "predict" | "check";
/** By `lesson/step/part`: the chosen option, or null for a question that was passed over. */
const answers = signal<ReadonlyMap<string, number | null>>(new Map());

export const failure = signal<Failure | null>(null);

/** undefined where nothing has been said yet. */
export function answered(lesson: string, step: string, part: Part): number | null | undefined {
  return answers.value.get(`${lesson}/${step}/${part}`);
}

export function remember(lesson: string, step: string, part: Part, option: number | null): void {
  answers.value = new Map(answers.value).set(`${lesson}/${step}/${part}`, option);
}

export function forget(lesson: string, step: string): void {
  const left = new Map(answers.value);
  for (const part of ["predict", "check"]) left.delete(`${lesson}/${step}/${part}`);
  answers.value = left;
}

export function stepsDone(lesson: Lesson): number {
  return lesson.steps.filter((step) => typeof answered(lesson.slug, step.slug, "check") === "number").length;
}

/** Every question with what was chosen, as a file. */
export function handIn(lessons: readonly Lesson[]): void {
  const rows = lessons.flatMap((lesson) =>
    lesson.steps.flatMap((step) =>
      (["predict", "check"] as const).flatMap((part) => {
        const chosen = answered(lesson.slug, step.slug, part);
        if (chosen === undefined) return [];
        const { ask, options, right } = step[part];
        return [{ lesson: lesson.number, step: step.slug, part, question: ask, chosen: chosen === null ? null : options[chosen], right: chosen === right }];
      }),
    ),
  );
  const sheet = { format: "oddframe-answers/1", seed: place.value.seed, answers: rows };
  save("oddframe-answers", "json", new Blob([JSON.stringify(sheet, null, 2)], { type: "application/json" }));
}
