/** What the panel about data sets says. */
import { SHIPPED_DIFFERS } from "./shipped";
import type { SetMode, SetName, SetRunAbout } from "./store";

export interface Option<T extends string | number> {
  readonly value: T;
  readonly name: string;
}

export const SETS: readonly Option<SetName>[] = [
  { value: "ped2", name: "UCSD Ped2" },
  { value: "ped1", name: "UCSD Ped1" },
  { value: "avenue", name: "CUHK Avenue" },
  { value: "shanghaitech", name: "ShanghaiTech" },
];

export const MODES: readonly Option<SetMode>[] = [
  { value: "partial", name: "Test clips, unlabelled (partial)" },
  { value: "merge", name: "Training and test clips (merge)" },
  { value: "classic", name: "Training clips (classic, not LBR-SPR)" },
];

export const WIDTHS: readonly Option<number>[] = [
  { value: 1, name: "1, the paper’s" },
  { value: 0.5, name: "1/2" },
  { value: 0.25, name: "1/4" },
  { value: 0.125, name: "1/8" },
  { value: 0.0625, name: "1/16, to try a device" },
];

export const PHASES = {
  open: "Opening",
  decode: "Reading frames and cutting cubes",
  learn: "Learning",
  score: "Scoring every object",
} as const;

/** What stands beside the published number: what was learned from, and how many frames are odd. */
export function besidePublished({ mode, by, result }: SetRunAbout): string {
  const share = result.controls === null ? "" : `; ${Math.round(100 * result.controls.oddShare)} % of the frames are abnormal`;
  switch (by === "given" ? null : mode) {
    case "partial":
      return `trained on the unlabelled test clips, as published${by === "shipped" ? `, ${SHIPPED_DIFFERS}` : ""}${share}`;
    case "merge":
      return `trained on training and unlabelled test clips together, as published for merge mode${share}`;
    case "classic":
      return `trained on the training split alone, which is not LBR-SPR${share}`;
    case null:
      return `scored by weights from a file; what they were trained on is not known here${share}`;
  }
}
