/** The state of the Reproduce view: one store, typed, without behaviour. Actions live in `evaluate.ts`, `files.ts` and `published/`. */
import { signal } from "@preact/signals";
import type { Catalogue, Conventions, Evaluated, Failure, ResampledVideos, Verification, VideoTrack } from "../../session/protocol";
import { WORST_FIRST } from "./columns";
import type { Role } from "./roles";

/** What was chosen for one field. */
export interface Chosen {
  /** The file's name, or the folder's. */
  readonly name: string;
  readonly files: readonly File[];
  /** Where they come from, when not from the visitor. */
  readonly credit: string | null;
  /** Scores that were made here of the features and weights on the table. */
  readonly made?: true;
  /** What has to stand beside the published number. */
  readonly about?: string;
}

/** What the page is busy with. */
export type Work =
  | { readonly kind: "idle" }
  | { readonly kind: "busy"; readonly what: string; readonly done: number; readonly total: number | null }
  | { readonly kind: "cancelled" };

/** The resampling runs beside everything else: it needs the longest and changes nothing. */
export type Resampling =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly done: number; readonly total: number }
  | { readonly kind: "done"; readonly found: ResampledVideos };

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

export const reproduce = {
  /** Presets, data sets, methods and published numbers of the crate; null until it has been asked. */
  catalogue: signal<Catalogue | null>(null),

  // What the visitor chose.
  chosen: signal<ReadonlyMap<Role, Chosen>>(new Map()),
  /** Keys of the crate's lists; empty where the visitor says nothing. */
  dataSet: signal(""),
  method: signal(""),
  /** With the preset that they started from. */
  conventions: signal<Conventions | null>(null),

  // What came of it.
  work: signal<Work>({ kind: "idle" }),
  evaluated: signal<Evaluated | null>(null),
  resampling: signal<Resampling>({ kind: "none" }),
  verification: signal<Verification | null>(null),
  /** Seconds from the loaded files to the numbers. */
  seconds: signal<number | null>(null),

  /** Whether the files are the published ones: every value was checked by its hash. */
  published: signal(false),
  sorting: signal<Sorting>(WORST_FIRST),
  video: signal<VideoTrack | null>(null),
  /** What the exported picture is made from, by the figures' names. */
  canvases: new Map<string, HTMLCanvasElement>(),

  /** The panel that the address asked for; null once it was shown. */
  panel: signal<"weights" | null>(null),

  failure: signal<Failure | null>(null),
  notice: signal<string | null>(null),
};
