/** The lines of the table "Result card", from the values of an evaluation. */
import type { Evaluated, Pooled, Resampled } from "../../session/protocol";
import { agreement, count, percent, range, six } from "./sentences";

export interface ResultRow {
  readonly name: string;
  readonly here: string;
  /** Below the value. */
  readonly note: string;
  readonly second: string;
  readonly published: string;
  readonly headline: boolean;
}
export interface RowGroup {
  readonly title: string;
  readonly rows: readonly ResultRow[];
}

interface Extra {
  readonly note?: string;
  readonly second?: string;
  readonly published?: string;
  readonly headline?: boolean;
}

function row(name: string, here: string, { note = "", second = "", published = "", headline = false }: Extra = {}): ResultRow {
  return { name, here, note, second, published, headline };
}

export function resultGroups(evaluated: Evaluated, resampled: Resampled | null, headlineAp: string): readonly RowGroup[] {
  return [
    { title: "Measures", rows: measures(evaluated, resampled, headlineAp) },
    { title: "Controls: scores that know less", rows: controls(evaluated) },
    { title: "Data", rows: data(evaluated) },
  ];
}

function measures({ numbers, published, comparison }: Evaluated, resampled: Resampled | null, headlineAp: string): readonly ResultRow[] {
  const own = resampled?.own ?? null;
  const second = (of: keyof Pooled) => (comparison === null ? "" : six(comparison.numbers[of]));
  const printed = (here: number, value: number | null | undefined) => (value == null ? "" : `${value.toFixed(2)} %, ${agreement(here, value)}`);
  const interval = (of: keyof Pooled) => (own === null ? "" : `95 %: ${range(own[of])}`);
  const ap = (rule: "trapezoid" | "step") => (published?.apRule === rule ? published.ap : null);
  const rows = [
    row("AUC, all frames", six(numbers.auroc), { note: interval("auroc"), second: second("auroc"), published: printed(numbers.auroc, published?.auroc), headline: true }),
    row("AP, trapezoid", six(numbers.apTrapezoid), { note: interval("apTrapezoid"), second: second("apTrapezoid"), published: printed(numbers.apTrapezoid, ap("trapezoid")), headline: headlineAp === "trapezoid" }),
    row("AP, step", six(numbers.apStep), { note: interval("apStep"), second: second("apStep"), published: printed(numbers.apStep, ap("step")), headline: headlineAp === "step" }),
    row("AUC, abnormal videos only", six(numbers.anomalous?.auroc ?? null), { note: "easy normal videos lift the pooled AUC" }),
    row("AUC, mean per video", six(numbers.macroSkip), { note: `${count(numbers.macroVideos, "video")}, ${numbers.macroLeftOut.toLocaleString("en")} of one class left out` }),
    row("AUC, mean per video, padded", six(numbers.macroPad), { note: "one-class videos count as 1" }),
    row("False alarms, normal videos", six(numbers.far), { published: numbers.far === null ? "" : printed(numbers.far, published?.far) }),
    row("False alarms, all normal frames", six(numbers.farNegativeFrames)),
    row("Equal error rate", six(numbers.eer), { note: `at a score of ${numbers.eerThreshold.toPrecision(4)}` }),
  ];
  if (numbers.unsmoothed !== null) rows.splice(1, 0, row("AUC without the smoothing", six(numbers.unsmoothed.auroc), { note: `AP ${six(numbers.unsmoothed.apTrapezoid)} trapezoid, ${six(numbers.unsmoothed.apStep)} step` }));
  return rows;
}

function controls({ numbers }: Evaluated): readonly ResultRow[] {
  const verdict = (control: number) => (control >= numbers.auroc ? "does at least as well" : `${percent(numbers.auroc - control)} points below`);
  return [
    row("AUC of each video’s mean", six(numbers.videoMean), { note: verdict(numbers.videoMean) }),
    row("AUC, shuffled in time", six(numbers.timeShuffled), { note: verdict(numbers.timeShuffled) }),
    row("AP of chance", six(numbers.chanceAp)),
  ];
}

function data({ data: facts }: Evaluated): readonly ResultRow[] {
  return [
    row("Videos", facts.videos.toLocaleString("en"), { note: `${facts.anomalous.toLocaleString("en")} with odd frames, ${(facts.videos - facts.anomalous).toLocaleString("en")} without` }),
    row("Frames", facts.frames.toLocaleString("en"), { note: `${facts.positive.toLocaleString("en")} odd` }),
    row("Scores", facts.scores.toLocaleString("en")),
    row("Ground truth", facts.variant ?? "unknown variant", { note: facts.dataSet ?? "" }),
  ];
}
