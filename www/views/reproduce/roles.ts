/** What a file can be for, in the words of the page. */
import type { FileRole } from "../../session/protocol";

/** Features and weights are what scores can be made of; a card is what the computation is held against. */
export type Role = FileRole | "features" | "weights" | "card";

export interface RoleEntry {
  readonly role: Role;
  readonly label: string;
  /** One line below the name. */
  readonly about: string;
  readonly accept: string;
  /** Whether a folder of files makes sense. */
  readonly folder: boolean;
}

const ARRAYS = ".npy,.npz,.zip";

export const ROLES: readonly RoleEntry[] = [
  { role: "scores", label: "Scores", about: ".npz, a folder or zip of .npy (one per video), CSV video,index,score, scores.json", accept: `${ARRAYS},.csv,.json`, folder: true },
  { role: "truth", label: "Ground truth", about: ".npz or .npy of 0/1, annotation .txt, UCSD .m, mask folders, truth.json", accept: `${ARRAYS},.txt,.m,.json,.png,.bmp`, folder: true },
  { role: "features", label: "Features", about: "Instead of scores: .npy per video and crop in a folder or zip, or .npz; 16-frame snippets", accept: ARRAYS, folder: true },
  { role: "weights", label: "Weights", about: "With features: LA-Net or DSANet .safetensors, PEL4VAD .pkl, DSANet .pth; read as data, nothing in it is run", accept: ".safetensors,.pkl,.pt,.pth", folder: false },
  { role: "compare", label: "Compare with", about: "Optional: the scores of a second method on the same videos", accept: `${ARRAYS},.csv,.json`, folder: true },
  { role: "list", label: "Video list", about: "Optional: the order of the videos, for files that hold all of them in one array; with labels for training", accept: ".txt,.list,.csv", folder: false },
  { role: "card", label: "Result card", about: "Optional: a card exported here or by oddframe evaluate; it is computed again and compared", accept: ".json", folder: false },
];

export function roleEntry(role: Role): RoleEntry {
  const entry = ROLES.find((candidate) => candidate.role === role);
  if (entry === undefined) throw new Error(`no entry for the role ${role}`);
  return entry;
}

/**
 * Where files go that were dropped beside the fields: by their names, which is how people tell them apart themselves.
 * null where the names say nothing; then the visitor is asked to aim.
 */
export function roleByName(names: readonly string[]): Role | null {
  const all = (pattern: RegExp) => names.length > 0 && names.every((name) => pattern.test(name));
  if (all(/card[^/]*\.json$/i)) return "card";
  if (all(/\.(safetensors|pkl|pth?)$/i)) return "weights";
  if (all(/(^|[/_.-])(features?|i3d)([/_.-]|\d|$)/i)) return "features";
  if (all(/(^|[/_.-])(gt|truth|labels?|annotations?|masks?)([/_.-]|\d|$)|\.m$/i)) return "truth";
  if (all(/(^|[/_.-])(scores?|preds?|predictions?)([/_.-]|\d|$)/i)) return "scores";
  if (all(/\.list$|(^|[/_.-])(list|order)([/_.-]|$)/i)) return "list";
  return null;
}
