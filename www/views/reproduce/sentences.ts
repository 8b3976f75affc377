/** The words and figures of the results: plain sentences from values, nothing else. */
import type { DataFacts, Evaluated, PublishedNumber, Spread } from "../../session/protocol";

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

export function range({ low, high }: Spread): string {
  return `${low.toFixed(6)} to ${high.toFixed(6)}`;
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

export function scored(data: DataFacts, seconds: number): string {
  return `Evaluated ${count(data.videos, "video")} and ${count(data.frames, "frame")} in ${seconds.toFixed(1)} s.`;
}

/** How far a value here is from a published one, in the digits in which that was printed: percentages with two. */
export function agreement(here: number, published: number): string {
  const hundredths = Math.round(10_000 * here) - Math.round(100 * published);
  if (hundredths === 0) return "the same to the printed digit";
  if (Math.abs(hundredths) === 1) return "within 0.01 points";
  return `${hundredths < 0 ? "−" : "+"}${(Math.abs(hundredths) / 100).toFixed(2)} points here`;
}

export function publishedSentence(auroc: number, published: PublishedNumber): string {
  if (published.auroc === null) return "";
  return `${published.method} reports AUC ${published.auroc.toFixed(2)} %: ${agreement(auroc, published.auroc)}.`;
}

/** One line for a picture. */
export function agreementLine({ numbers, data }: Evaluated): string {
  return `AUC ${six(numbers.auroc)}, AP ${six(numbers.apTrapezoid)} trapezoid, ${six(numbers.apStep)} step; ${count(data.videos, "video")}, ${count(data.frames, "frame")}. Oddframe.`;
}
