/** The words and figures of the results: plain sentences from values, nothing else. */
import type { DataFacts, Evaluated, IntervalOf, PublishedNumber } from "../../session/protocol";

/** `0.867580`; a metric without a value says so. */
export function six(value: number | null): string {
  return value === null ? "undefined" : value.toFixed(6);
}

/** `86.758` of .86758: three digits, one more than is usually printed. */
export function percent(value: number): string {
  return (100 * value).toFixed(3);
}

export function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(6)}`;
}

export function range({ low, high }: IntervalOf): string {
  return `${low.toFixed(6)} to ${high.toFixed(6)}`;
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

export function scored(data: DataFacts, seconds: number): string {
  return `Evaluated ${count(data.videos, "video")} and ${count(data.frames, "frame")} in ${seconds.toFixed(1)} s.`;
}

/** What is published of the same method for this metric; nothing where only others are. */
export function publishedOf({ references }: Evaluated, metric: PublishedMetric): PublishedNumber | null {
  return references.find((reference) => reference.metric === metric && reference.verdict !== OTHER_METHOD) ?? null;
}
/** As the crate names them. */
export type PublishedMetric = "AUROC" | "AP, trapezoid" | "AP, step" | "FAR, normal videos";
export const OTHER_METHOD = "another method";

export function publishedSentence({ method, published, verdict }: PublishedNumber): string {
  return `${method} reports ${published} %: ${verdict}.`;
}

/** One line for a picture. */
export function agreementLine({ numbers, data }: Evaluated): string {
  return `AUC ${six(numbers.auroc)}, AP ${six(numbers.apTrapezoid)} trapezoid, ${six(numbers.apStep)} step; ${count(data.videos, "video")}, ${count(data.frames, "frame")}. Oddframe.`;
}
