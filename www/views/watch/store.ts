/** The state of the Watch view: one store, typed, without behaviour. Actions live in `clip.ts`, `run.ts` and `derived.ts`. */
import { signal } from "@preact/signals";
import type { Provisional } from "../../session/client";
import type { ClipSource, ControlKind, DeviceChoice, Failure, OddEvent, ProbeResult, Progress, SceneTruth, ScoredClip, Track } from "../../session/protocol";
import { FIRST_CHOICE, type ClipChoice } from "./clip_choice";
import type { Method } from "./methods";
import type { Player } from "./player/player";

/** 600 frames are twenty seconds of Plaza: room for any of its odd events. */
export const DEFAULT_FRAMES = 600;
/** Robust units (ours). */
export const DEFAULT_THRESHOLD = 3;
/** The curve's axis begins at 0 to this many robust units and grows where a clip needs more. */
export const FIRST_AXIS_TOP = 8;

/** The clip that is on the table. */
export interface Clip {
  readonly name: string;
  readonly source: ClipSource;
  /** Where the browser's own player must decode it: frames come from the page, one by one, at approximate times. */
  readonly byElement: File | null;
  /** null where the frames come from a camera or a file: nobody knows what is odd in them. */
  readonly truth: SceneTruth | null;
  /** Words of credit, for clips of others. */
  readonly credit: { readonly text: string; readonly home: string; readonly licence: string } | null;
}

/** How the clip came to be on the table, or why it did not. */
export type Loading =
  | { readonly kind: "empty" }
  | { readonly kind: "loading"; readonly what: string }
  | { readonly kind: "ready" };

/** A control's answer for the clip that was scored. */
export interface ControlRow {
  readonly control: ControlKind;
  readonly auroc: number | null;
}

export type Run =
  | { readonly kind: "idle" }
  /** The camera seems to move: the visitor decides. */
  | { readonly kind: "asking"; readonly probe: ProbeResult }
  | { readonly kind: "running"; readonly progress: Progress | null; readonly provisional: Provisional | null; readonly startedAt: number }
  | { readonly kind: "cancelled"; readonly provisional: Provisional | null }
  | { readonly kind: "scored"; readonly result: ScoredClip; readonly auroc: number | null }
  | { readonly kind: "controlled"; readonly control: ControlKind; readonly track: Track; readonly auroc: number | null; readonly seconds: number };

export const watch = {
  // What the visitor chose.
  choice: signal<ClipChoice>(FIRST_CHOICE),
  frames: signal(DEFAULT_FRAMES),
  method: signal<Method>("lbr-spr"),
  device: signal<DeviceChoice>("auto"),
  steps: signal<number | null>(null),
  width: signal<number | null>(null),
  seed: signal(0),
  threshold: signal(DEFAULT_THRESHOLD),
  showBoxes: signal(true),
  showWorst: signal(true),

  // The clip.
  loading: signal<Loading>({ kind: "empty" }),
  clip: signal<Clip | null>(null),
  player: signal<Player | null>(null),
  probe: signal<ProbeResult | null>(null),
  /** Seconds at which the visitor said "odd". */
  clicks: signal<readonly number[]>([]),

  // The run and what follows from it.
  run: signal<Run>({ kind: "idle" }),
  /** null until the curve on the table has been asked for its events. */
  events: signal<readonly OddEvent[] | null>(null),
  axisTop: signal(FIRST_AXIS_TOP),
  controls: signal<readonly ControlRow[]>([]),

  /** What the exported picture is made from; null while there is no curve. */
  curveCanvas: signal<HTMLCanvasElement | null>(null),

  failure: signal<Failure | null>(null),
  /** What the visitor should know although nothing failed. */
  notice: signal<string | null>(null),
};

/** The track that the curve shows at the moment. */
export function shownTrack(run: Run): { readonly track: Track; readonly provisional: boolean } | null {
  switch (run.kind) {
    case "idle":
    case "asking":
      return null;
    case "running":
    case "cancelled":
      return run.provisional === null ? null : { track: run.provisional.track, provisional: true };
    case "scored":
      return { track: run.result.track, provisional: false };
    case "controlled":
      return { track: run.track, provisional: false };
  }
}
