/** What a lesson is made of. */
import type { ComponentType } from "preact";

/** One question with its answers. */
export interface Question {
  readonly ask: string;
  readonly options: readonly string[];
  /** Index of the right one. */
  readonly right: number;
  /** Why: one or two sentences. */
  readonly because: string;
}

/** Predict, act, see; one line to take away; one question to check. Each step has its own address. */
export interface Step {
  readonly slug: string;
  readonly title: string;
  readonly predict: Question;
  /** What is done and seen. */
  readonly Body: ComponentType;
  readonly takeaway: string;
  readonly check: Question;
}

export interface Lesson {
  readonly number: number;
  readonly slug: string;
  readonly title: string;
  readonly minutes: number;
  /** One sentence for the list. */
  readonly about: string;
  readonly steps: readonly Step[];
}
