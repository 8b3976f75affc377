/** The lines of the table "Result card", from the values of an evaluation. */
import type { Evaluated, PooledNumbers, PublishedNumber, ResampledVideos } from "../../session/protocol";
import { count, OTHER_METHOD, percent, publishedOf, range, six, type PublishedMetric } from "./sentences";

export interface ResultRow {
  readonly name: string;
  readonly here: string;
  /** Below the value. */
  readonly note: string;
  readonly second: string;
  readonly published: string;
  /** How close it is. */
  readonly verdict: string;
  readonly headline: boolean;
}
export interface RowGroup {
  readonly title: string;
  readonly rows: readonly ResultRow[];
}

interface Extra {
  readonly note?: string;
  readonly second?: string;
  readonly published?: PublishedNumber | null;
  readonly headline?: boolean;
}

function row(name: string, here: string, { note = "", second = "", published = null, headline = false }: Extra = {}): ResultRow {
  const print = published === null ? { published: "", verdict: "" } : { published: `${published.published} %`, verdict: published.verdict };
  return { name, here, note, second, ...print, headline };
}

export function resultGroups(evaluated: Evaluated, resampled: ResampledVideos | null, headlineAp: string): readonly RowGroup[] {
  return [
    { title: "Measures", rows: measures(evaluated, resampled, headlineAp) },
    ...places(evaluated),
    { title: "Controls: scores that know less", rows: controls(evaluated) },
    { title: "Data", rows: data(evaluated) },
    ...others(evaluated),
  ];
}

function measures(evaluated: Evaluated, resampled: ResampledVideos | null, headlineAp: string): readonly ResultRow[] {
  const { numbers, comparison } = evaluated;
  const own = resampled?.own ?? null;
  const second = (of: keyof PooledNumbers) => (comparison === null ? "" : six(comparison.numbers[of]));
  const interval = (of: keyof PooledNumbers) => (own === null ? "" : `95 %: ${range(own[of])}`);
  const pooled = (name: string, of: keyof PooledNumbers, metric: PublishedMetric, headline: boolean) => row(name, six(numbers[of]), { note: interval(of), second: second(of), published: publishedOf(evaluated, metric), headline });
  const rows = [
    pooled("AUC, all frames", "auroc", "AUROC", true),
    pooled("AP, trapezoid", "apTrapezoid", "AP, trapezoid", headlineAp === "trapezoid"),
    pooled("AP, step", "apStep", "AP, step", headlineAp === "step"),
    row("AUC, abnormal videos only", six(numbers.anomalous?.auroc ?? null), { note: "easy normal videos lift the pooled AUC" }),
    row("AUC, mean per video", six(numbers.macroSkip), { note: `${count(numbers.macroVideos, "video")}, ${numbers.macroLeftOut.toLocaleString("en")} of one class left out` }),
    row("AUC, mean per video, padded", six(numbers.macroPad), { note: "one-class videos count as 1" }),
    row("False alarms, normal videos", six(numbers.far), { published: publishedOf(evaluated, "FAR, normal videos") }),
    row("False alarms, all normal frames", six(numbers.farNegativeFrames)),
    row("Equal error rate", six(numbers.eer), { note: `at a score of ${numbers.eerThreshold.toPrecision(4)}` }),
  ];
  if (numbers.unsmoothed !== null) rows.splice(1, 0, row("AUC without the smoothing", six(numbers.unsmoothed.auroc), { note: `AP ${six(numbers.unsmoothed.apTrapezoid)} trapezoid, ${six(numbers.unsmoothed.apStep)} step` }));
  return rows;
}

/** Regions and classes, where the files have them. */
function places({ places: found }: Evaluated): readonly RowGroup[] {
  const shown = (name: string, value: number | null, note = "") => (value === null ? [] : [row(name, six(value), { note })]);
  const rows = [
    ...shown("RBDC", found.rbdc, "region-based detection criterion"),
    ...shown("TBDC", found.tbdc, "track-based detection criterion"),
    ...shown("AUC, all pixels", found.pixelAuroc),
    ...found.map.map(([iou, map]) => row(`mAP at IoU ${iou.toFixed(1)}`, `${map.toFixed(2)} %`)),
    ...(found.mapAverage === null ? [] : [row("mAP, mean of these", `${found.mapAverage.toFixed(2)} %`)]),
  ];
  return rows.length === 0 ? [] : [{ title: "Regions and classes", rows }];
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
    row("Ground truth", facts.variant === null ? "unknown variant" : "known variant", { note: [facts.dataSet, facts.variant].filter((part) => part !== null).join(": ") }),
  ];
}

/** Where the method has no published number of its own here: what others report on this data set. */
function others({ references }: Evaluated): readonly RowGroup[] {
  const rows = references.filter(({ verdict }) => verdict === OTHER_METHOD).map(({ method, metric, published, convention }) => row(`${method}, ${metric}`, `${published} %`, { note: convention }));
  return rows.length === 0 ? [] : [{ title: "Published by others on this data set", rows }];
}

export function isPublished(evaluated: Evaluated): boolean {
  return evaluated.references.some(({ verdict }) => verdict !== OTHER_METHOD);
}
