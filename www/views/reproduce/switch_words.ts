/**
 * The conventions in words: what each switch is called, what it decides, what it may be. The values are those of the
 * crate, of the command line and of the card; which of them a preset chooses comes from the crate.
 */
import type { Conventions } from "../../session/protocol";

export interface Option {
  readonly value: string;
  readonly name: string;
}
interface Common {
  readonly name: keyof Conventions;
  readonly label: string;
  /** One line. */
  readonly about: string;
}
export type Switch = Common &
  (
    | { readonly kind: "choice"; readonly options: readonly Option[] }
    /** A word, and a number behind a colon for some of them: `forward:7`. */
    | { readonly kind: "sized"; readonly options: readonly (Option & { readonly size: Size | null })[] }
    | { readonly kind: "number"; readonly min: number; readonly max: number; readonly step: number | "any"; readonly placeholder?: string }
    | { readonly kind: "check" }
  );

export interface Size {
  readonly label: string;
  readonly first: string;
  /** What may be written; the crate has the last word. */
  readonly pattern: RegExp;
  readonly expected: string;
}

const WHOLE = { pattern: /^[1-9]\d{0,5}$/, expected: "A whole number above 0." };
const POSITIVE = { pattern: /^(?=.*[1-9])\d{1,6}(\.\d{1,6})?$/, expected: "A number above 0." };

export const SWITCHES: readonly Switch[] = [
  { name: "repeat", label: "Frames per score", about: "How many frames one score stands for: 16 for I3D and CLIP snippets, 1 for scores per frame.", kind: "number", min: 1, max: 4096, step: 1, placeholder: "as the file says" },
  {
    name: "interval", label: "Annotated ranges", about: "Which frames “165 240” means in an annotation file.", kind: "choice",
    options: [{ value: "half_open0", name: "165 to 239, from 0" }, { value: "inclusive0", name: "165 to 240, from 0" }, { value: "inclusive1", name: "164 to 239, from 1" }],
  },
  {
    name: "length_policy", label: "Lengths that differ", about: "What happens where scores and ground truth cover different numbers of frames.", kind: "choice",
    options: [{ value: "strict", name: "Refuse" }, { value: "truncate", name: "Cut to the shorter" }, { value: "hold_last", name: "Hold the last score" }, { value: "build", name: "Build truth from its events" }],
  },
  {
    name: "crop", label: "Crops", about: "How the crops of a snippet became one score. Done before the evaluation; the card records it.", kind: "sized",
    options: [{ value: "mean", name: "Mean of all", size: null }, { value: "only", name: "One alone", size: { label: "Crop, from 0", first: "0", pattern: /^\d{1,2}$/, expected: "A whole number from 0 to 99." } }],
  },
  {
    name: "smooth", label: "Smoothing", about: "Done here, over the scores of the files. Scores that were smoothed before need none.", kind: "sized",
    options: [
      { value: "none", name: "None", size: null },
      { value: "forward", name: "Forward mean (PEL4VAD, UCF-Crime)", size: { label: "Snippets", first: "7", ...WHOLE } },
      { value: "block", name: "Block mean (PEL4VAD, XD-Violence)", size: { label: "Snippets", first: "8", ...WHOLE } },
      { value: "box", name: "Box (LBR-SPR)", size: { label: "Frames", first: "10", ...WHOLE } },
      { value: "gauss", name: "Gaussian (AI-VAD)", size: { label: "Sigma, frames", first: "3", ...POSITIVE } },
    ],
  },
  {
    name: "smooth_scope", label: "Smoothing runs over", about: "End to end mixes the end of one video into the start of the next.", kind: "choice",
    options: [{ value: "video", name: "Each video alone" }, { value: "concat", name: "All videos end to end" }],
  },
  {
    name: "normalise", label: "Normalisation", about: "Per video uses test statistics and hides that a video is normal; over all videos changes neither AUC nor AP.", kind: "sized",
    options: [
      { value: "none", name: "None", size: null },
      { value: "global_minmax", name: "Min–max over all videos", size: null },
      { value: "video_minmax", name: "Min–max per video", size: null },
      { value: "train_z", name: "z-scores, already in the files", size: null },
      { value: "train_z_with", name: "z-scores, done here", size: { label: "Mean, deviation", first: "0,1", pattern: /^-?\d+(\.\d+)?(e-?\d+)?,\d*\.?\d+(e-?\d+)?$/, expected: "Mean and deviation of the training scores with a comma between, like 0.1,0.02." } },
    ],
  },
  { name: "drop_head", label: "Frames left out at the start", about: "Of every video; models that predict from the past have none to begin with.", kind: "number", min: 0, max: 10_000, step: 1 },
  { name: "drop_tail", label: "Frames left out at the end", about: "Of every video.", kind: "number", min: 0, max: 10_000, step: 1 },
  {
    name: "average", label: "Average", about: "The headline AUC: all frames pooled, or the mean over videos; padded, one-class videos count as 1.", kind: "choice",
    options: [{ value: "micro", name: "All frames pooled (micro)" }, { value: "macro_skip", name: "Per video, one-class left out" }, { value: "macro_pad", name: "Per video, padded (AI-VAD)" }],
  },
  {
    name: "ap", label: "Average precision", about: "Both are always computed and are never comparable; this chooses the headline.", kind: "choice",
    options: [{ value: "both", name: "Both" }, { value: "trapezoid", name: "Trapezoid (PEL4VAD, RTFM, LA-Net)" }, { value: "step", name: "Step (scikit-learn, DSANet)" }],
  },
  { name: "far_tau", label: "False-alarm threshold", about: "A frame at or above this score raises an alarm.", kind: "number", min: -1e6, max: 1e6, step: "any" },
  { name: "far_tau_picked", label: "The threshold was picked on these results", about: "Then the false-alarm rate is no measurement, and the card says so.", kind: "check" },
  {
    name: "map_normal_class", label: "mAP and the normal class", about: "For scores.json with classes and a truth.json that names them: mAP at temporal IoU.", kind: "choice",
    options: [{ value: "", name: "As the data set has it" }, { value: "exclude_quirk", name: "No events, still divided by it" }, { value: "include", name: "Counts like any class" }, { value: "drop", name: "Left out of the mean" }],
  },
  { name: "subset", label: "Only videos with both scores and truth", about: "Else a video that lacks one of the two is an error. The card says SUBSET.", kind: "check" },
  { name: "interval_replicates", label: "Resamples", about: "Of whole videos, behind the 95 % intervals.", kind: "number", min: 100, max: 10_000, step: 1 },
  { name: "interval_seed", label: "Seed of the resamples", about: "The same seed draws the same videos everywhere.", kind: "number", min: 0, max: 2 ** 32 - 1, step: 1 },
];

/** `forward:7` as word and size; `train_z:0,1` is a choice of its own beside `train_z`. */
export function parted(text: string): { readonly word: string; readonly size: string } {
  const colon = text.indexOf(":");
  if (colon < 0) return { word: text, size: "" };
  const word = text.slice(0, colon);
  return { word: word === "train_z" ? "train_z_with" : word, size: text.slice(colon + 1) };
}

export function joined(word: string, size: string): string {
  return size === "" ? word : `${word === "train_z_with" ? "train_z" : word}:${size}`;
}

/** Names of the switches that differ from `base`. */
export function changedSwitches(now: Conventions, base: Conventions): ReadonlySet<keyof Conventions> {
  return new Set(SWITCHES.map(({ name }) => name).filter((name) => now[name] !== base[name]));
}
