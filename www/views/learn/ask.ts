/** Asking the crate, from components: the answer follows the question, and questions that are overtaken are dropped. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Cancelled, toFailure } from "../../session/client";
import type { AnswerOf, Asked, Progress, QuestionOf, Topic } from "../../session/protocol";
import { tutor } from "../../session/sessions";
import { failure } from "./memory";

export interface Told<A> {
  readonly answer: A;
  /** Spent in the crate. */
  readonly seconds: number;
}

export async function ask<T extends Topic>(topic: T, question: QuestionOf<T>, onProgress?: (progress: Progress) => void): Promise<Told<AnswerOf<T>>> {
  // The table of topics is what makes this narrowing true.
  const { answer, seconds } = await tutor.call({ kind: "lesson", asked: { topic, question } as Asked }, onProgress === undefined ? {} : { onProgress });
  return { answer: answer, seconds };
}

export function tell(error: unknown): void {
  if (!(error instanceof Cancelled)) failure.value = toFailure(error);
}

/** One piece of work at a time; of those that arrive meanwhile only the last is done. */
class Latest {
  #busy = false;
  #next: (() => Promise<void>) | null = null;

  run(work: () => Promise<void>): void {
    this.#next = work;
    if (!this.#busy) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    for (let work = this.#next; work !== null; work = this.#next) {
      this.#next = null;
      await work().catch(tell);
    }
    this.#busy = false;
  }
}

/** What `work` gives for `question`, once it is there; the last result stays until the next one comes. null asks nothing. */
export function useLatest<Q, R>(question: Q | null, work: (question: Q) => Promise<R>): R | null {
  const [result, setResult] = useState<R | null>(null);
  const latest = useRef(new Latest());
  const alive = useRef(true);
  const key = JSON.stringify(question);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  useEffect(() => {
    if (question === null) return;
    latest.current.run(async () => {
      const found = await work(question);
      if (alive.current) setResult(found);
    });
  }, [key]);
  return result;
}

export function useAnswer<T extends Topic>(topic: T, question: QuestionOf<T> | null): Told<AnswerOf<T>> | null {
  return useLatest(question, (now) => ask(topic, now));
}
