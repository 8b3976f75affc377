/** What choices of encoding are called. */

export interface Option {
  readonly value: string;
  readonly name: string;
}

export const PRESETS: Readonly<Record<"i3d" | "clip", readonly Option[]>> = {
  i3d: [
    { value: "wu", name: "UCF-Crime and XD-Violence features (wu)" },
    { value: "urdmu", name: "UR-DMU’s script" },
    { value: "video_features", name: "video_features (v-iashin)" },
  ],
  clip: [
    { value: "vadclip", name: "VadCLIP and DSANet" },
    { value: "clip", name: "CLIP’s own preprocessing" },
  ],
};

export const CROPS: readonly Option[] = [
  { value: "centre", name: "Centre" },
  { value: "five", name: "Five" },
  { value: "ten", name: "Ten" },
  { value: "only:5", name: "Number 5 alone (DSANet on UCF-Crime)" },
];

export const SNIPPET_FRAMES: readonly Option[] = [
  { value: "one:8", name: "The one in the middle" },
  { value: "one:0", name: "The first" },
  { value: "mean:4", name: "Mean over 4" },
  { value: "mean:16", name: "Mean over all 16" },
];

export const STORAGES: readonly Option[] = [
  { value: "", name: "32 bits" },
  { value: "half", name: "16 bits (GPUs with shader-f16)" },
];

const USES: Readonly<Record<string, string>> = {
  i3d: "encoder",
  clip: "encoder",
  lanet: "scores features",
  dsanet: "scores features",
  lbr: "auto-encoder of LBR-SPR, for the command line",
  detector: "finds objects in frames",
};

export function usesOf(uses: readonly string[]): string {
  return [...new Set(uses.map((use) => USES[use] ?? use))].join(", ");
}

export function presetName(preset: string): string {
  return [...PRESETS.i3d, ...PRESETS.clip].find(({ value }) => value === preset)?.name ?? preset;
}

export function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

export function duration(seconds: number): string {
  return seconds < 90 ? `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
