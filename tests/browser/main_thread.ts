/** How long the page's main thread worked at a stretch, from a browser trace. */

import type { Browser, Page } from "@playwright/test";

/** The fields of a trace event that are read here; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  /** Processor time of the thread. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest task, in milliseconds. */
export interface LongestTask {
  /** Processor time: what the page itself did. */
  readonly worked: number;
  /** By the clock: on a busy machine other programs are in it. */
  readonly lasted: number;
  readonly tasks: number;
}

/** Watches the main thread while `action` runs. */
export async function longestTask(browser: Browser, page: Page, action: () => Promise<void>): Promise<LongestTask> {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "__metadata"] });
  let trace: Buffer;
  try {
    await action();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString("utf8")) as { readonly traceEvents: readonly TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent): string => `${pid}:${tid}`;
  const main = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(thread));
  const tasks = traceEvents.filter((event) => event.name === "RunTask" && main.has(thread(event)));
  const longest = (field: "dur" | "tdur"): number => tasks.reduce((most, event) => Math.max(most, (event[field] ?? 0) / 1000), 0);
  return { worked: longest("tdur"), lasted: longest("dur"), tasks: tasks.length };
}
