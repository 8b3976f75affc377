/** The state of the Watch view: one store, typed, without behaviour. Actions live in `clip.ts`, `run.ts` and `derived.ts`. */
import { signal } from "@preact/signals";
import { isDrawn } from "../../session/protocol";
import type { ClipSource, ControlKind, DeviceChoice, Failure, NamedClass, OddEvent, ProbeResult, Progress, SceneTruth, ScoredClip, ScoredSnippets, Track } from "../../session/protocol";
import { FIRST_CHOICE, type ClipChoice } from "./clip_choice";
import type { Curve } from "./curve";
import { methodEntry, type Method } from "./methods";
import type { Player } from "./player/player";
import { FIRST_SCENE, type OwnScene } from "./own_scene/script";
import { PROBABILITY, ROBUST, type Unit } from "./units";

/** 600 frames are twenty seconds of Plaza: room for any of its odd events. */
export const DEFAULT_FRAMES = 600;

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

/** A curve that is not final. */
export interface Provisional {
  readonly curve: Curve;
  readonly step: number;
  readonly steps: number;
}

export type Run =
  | { readonly kind: "idle" }
  /** The camera seems to move: the visitor decides. */
  | { readonly kind: "asking"; readonly probe: ProbeResult }
  | { readonly kind: "running"; readonly progress: Progress | null; readonly provisional: Provisional | null; readonly startedAt: number }
  | { readonly kind: "cancelled"; readonly provisional: Provisional | null }
  | Finished;

/** What a run leaves; each kind of method has its own. */
export type Finished =
  | { readonly kind: "scored"; readonly result: ScoredClip; readonly curve: Curve; readonly auroc: number | null }
  | { readonly kind: "snippets"; readonly method: Method; readonly result: ScoredSnippets; readonly curve: Curve; readonly auroc: number | null }
  | { readonly kind: "controlled"; readonly control: ControlKind; readonly track: Track; readonly curve: Curve; readonly auroc: number | null; readonly seconds: number };

/** What an earlier method gave for the same clip. */
export interface KeptCurve {
  readonly id: number;
  readonly name: string;
  readonly curve: Curve;
  readonly auroc: number | null;
}

export const watch = {
  // What the visitor chose.
  choice: signal<ClipChoice>(FIRST_CHOICE),
  frames: signal(DEFAULT_FRAMES),
  ownScene: signal<OwnScene>(FIRST_SCENE),
  method: signal<Method>("lbr-spr"),
  device: signal<DeviceChoice>("auto"),
  steps: signal<number | null>(null),
  width: signal<number | null>(null),
  seed: signal(0),
  /** Each unit keeps its own. */
  thresholds: { robust: signal(ROBUST.threshold.first), probability: signal(PROBABILITY.threshold.first) },
  /** Whether heads that know drawn scenes only may be tried on footage. */
  experiment: signal(false),
  /** First letters of the digests of weights that the visitor chose; empty: the newest that fit. */
  encoderWeights: signal(""),
  headWeights: signal(""),
  crops: signal<"centre" | "ten">("centre"),
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
  /** What each event is most like, in their order; empty where the method names nothing. */
  eventNames: signal<readonly (NamedClass | null)[]>([]),
  /** Mean probability from which an event is named; null until one was asked about. */
  namedFrom: signal<number | null>(null),
  /** Of the unit whose axis grows. */
  axisTop: signal(ROBUST.top),
  /** Earlier curves of the same clip, oldest first. */
  kept: signal<readonly KeptCurve[]>([]),
  /** The moment under the pointer on the curve, seconds. */
  hovered: signal<number | null>(null),
  controls: signal<readonly ControlRow[]>([]),

  /** What the exported picture is made from; null while there is no curve. */
  curveCanvas: signal<HTMLCanvasElement | null>(null),

  failure: signal<Failure | null>(null),
  /** What the visitor should know although nothing failed. */
  notice: signal<string | null>(null),
};

/** The curve on the table at the moment. */
export function shownCurve(run: Run): { readonly curve: Curve; readonly provisional: boolean } | null {
  switch (run.kind) {
    case "idle":
    case "asking":
      return null;
    case "running":
    case "cancelled":
      return run.provisional === null ? null : { curve: run.provisional.curve, provisional: true };
    case "scored":
    case "snippets":
    case "controlled":
      return { curve: run.curve, provisional: false };
  }
}

/** What results call the method of a finished run. */
export function nameOf(run: Finished): string {
  return run.kind === "controlled" ? methodEntry(run.control).name : run.result.method;
}

/** The unit of the curve on the table, or of what would come there. */
export function shownUnit(): Unit {
  return shownCurve(watch.run.value)?.curve.unit ?? methodEntry(watch.method.value).unit;
}

/** The threshold that is set in a unit. */
export function thresholdOf(unit: Unit): number {
  return watch.thresholds[unit.key].value;
}

/** Top of the axis of a unit. */
export function axisTop(unit: Unit): number {
  return unit.grows ? watch.axisTop.value : unit.top;
}

/** Heads know drawn scenes only; all else is footage. */
export function isFootage(clip: Clip): boolean {
  return !isDrawn(clip.source);
}
