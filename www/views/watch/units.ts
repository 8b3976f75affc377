/** What a score is measured in: the axis, the threshold and the words that go with it. */

export interface Unit {
  readonly key: "robust" | "probability";
  readonly name: string;
  /** What the caption says of the axis. */
  readonly about: string;
  /** Digits behind the point. */
  readonly digits: number;
  /** The axis begins at 0 to this; `grows` where a clip may need more. */
  readonly top: number;
  readonly grows: boolean;
  readonly threshold: { readonly first: number; readonly min: number; readonly max: number; readonly step: number };
}

/** How far a frame lies from the clip's usual one; the threshold is ours. */
export const ROBUST: Unit = {
  key: "robust",
  name: "robust units",
  about: "Robust units: 0 is the clip’s median, 3 is far from most of it; below the median not drawn.",
  digits: 1,
  top: 8,
  grows: true,
  threshold: { first: 3, min: 0.5, max: 1000, step: 0.1 },
};

/** What weights learnt elsewhere say. The threshold is the one that they were taught to decide by. */
export const PROBABILITY: Unit = {
  key: "probability",
  name: "probability",
  about: "Probability of being odd, 0 to 1, by weights that were learnt elsewhere; the rest of this clip does not change it.",
  digits: 2,
  top: 1,
  grows: false,
  threshold: { first: 0.5, min: 0.01, max: 1, step: 0.01 },
};

export const UNITS: readonly Unit[] = [ROBUST, PROBABILITY];

export function written(value: number, { digits }: Unit): string {
  return value.toFixed(digits);
}
