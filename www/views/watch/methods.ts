/**
 * What the combobox "Method" offers: the method, its plain variant, heads that learnt elsewhere, and the controls that
 * no claim goes without. A method is a value with its own name, unit and words.
 */
import type { ControlKind, LbrSettings } from "../../session/protocol";
import { PROBABILITY, ROBUST, type Unit } from "./units";

export type Learner = LbrSettings["method"];
/** With weights that come with the page, for drawn scenes. */
export type DemoHead = "lanet" | "dsanet";
/** With weights that the visitor loads, over the features of a published encoder. */
export type LoadedHead = "lanet-i3d" | "dsanet-clip";
export type Head = DemoHead | LoadedHead;
export type Method = Learner | Head | ControlKind;

export interface MethodEntry {
  readonly method: Method;
  readonly name: string;
  /** One sentence for the visitor. */
  readonly about: string;
  readonly unit: Unit;
}
export interface HeadEntry extends MethodEntry {
  readonly method: Head;
  /** What a result of it is worth. */
  readonly worth: string;
}
export interface DemoEntry extends HeadEntry {
  readonly method: DemoHead;
  /** Why it is off where the clip is no drawn scene. */
  readonly notOnFootage: string;
  /** How long a run takes; measured on a CPU for rendered scenes (docs/plaza.md). */
  readonly takes: string;
}
interface Part<Use> {
  readonly use: Use;
  /** As people call its weights. */
  readonly name: string;
}
export interface LoadedEntry extends HeadEntry {
  readonly method: LoadedHead;
  readonly encoder: Part<"i3d" | "clip">;
  readonly head: Part<"lanet" | "dsanet">;
  /** How a clip becomes features. */
  readonly path: string;
}

export const LEARNERS: readonly (MethodEntry & { readonly method: Learner })[] = [
  { method: "lbr-spr", name: "LBR-SPR", unit: ROBUST, about: "This learns from the clip alone and marks what was hardest to redraw." },
  { method: "lbr", name: "LBR", unit: ROBUST, about: "Like LBR-SPR, but nothing is left out while it learns, so odd things are learnt as well." },
];

export const DEMO_HEADS: readonly DemoEntry[] = [
  {
    method: "lanet",
    name: "LA-Net head, demo encoder (drawn scenes)",
    unit: PROBABILITY,
    about: "I3D for drawn scenes looks at every 16 frames in ten crops; the head learnt from 600 other drawn scenes with one label each. It learns nothing from this clip.",
    notOnFootage: "This head and its encoder know drawn scenes only, so it is off for this clip. Real footage needs I3D features: choose “LA-Net on I3D features”.",
    takes: "About half a minute for twenty seconds of video on two cores; nothing is learnt.",
    worth: "On ten Plaza scenes that it never saw it ranks frames with a mean AUROC of 0.90: falls are found (0.99), carts, cyclists and runners less surely (0.72). LBR-SPR has 0.95 there. On 120 scenes in “Plaza” or “Corridor” of “Make your own scene…” it has 0.91 over all frames together; for the other places nobody has measured it.",
  },
  {
    method: "dsanet",
    name: "DSANet head, demo encoder, no CLIP",
    unit: PROBABILITY,
    about: "Learnt from 60 other drawn scenes with the classes of what is odd in each. It learns nothing from this clip and says what a stretch of it is most like.",
    notOnFootage: "This head and its encoder know drawn scenes only, so it is off for this clip. Real footage needs CLIP features: choose “DSANet on CLIP features”.",
    takes: "A few seconds for twenty seconds of video; nothing is learnt.",
    worth: "On ten scenes like this one it ranks frames worse than chance (mean AUROC 0.36): a cart is found, falls are not. It shows how classes work and is no evidence of skill.",
  },
];

const OWN_FEATURES = "The features are made here in the style of the released ones, not the same, so published numbers need not hold for them; how right these weights are on this clip nobody has measured.";

export const LOADED_HEADS: readonly LoadedEntry[] = [
  {
    method: "lanet-i3d",
    name: "LA-Net on I3D features",
    unit: PROBABILITY,
    about: "I3D looks at every 16 frames, and weights that were learnt elsewhere say how odd they are. It learns nothing from this clip.",
    worth: OWN_FEATURES,
    encoder: { use: "i3d", name: "I3D" },
    head: { use: "lanet", name: "LA-Net" },
    path: "The published feature path: short side 256 pixels, crops of 224, sixteen frames at a time, I3D, then the network over all snippets. One crop takes a tenth of the time of ten.",
  },
  {
    method: "dsanet-clip",
    name: "DSANet on CLIP features",
    unit: PROBABILITY,
    about: "CLIP looks at every 16 frames, and weights that were learnt elsewhere say how odd they are and what they are most like. It learns nothing from this clip.",
    worth: OWN_FEATURES,
    encoder: { use: "clip", name: "CLIP ViT-B/16" },
    head: { use: "dsanet", name: "DSANet" },
    path: "The published feature path: 340 × 256 pixels, one crop of 224, the frame in the middle of sixteen, CLIP’s image tower, then the network over all snippets. The crop is the one of the network’s published protocol.",
  },
];

const CONTROL = { unit: ROBUST } as const;
export const CONTROLS: readonly (MethodEntry & { readonly method: ControlKind })[] = [
  { ...CONTROL, method: "box-aspect", name: "Box width ÷ height", about: "A control: no model, only the shape of the boxes. A method that does not beat it has shown little." },
  { ...CONTROL, method: "box-width", name: "Box width", about: "A control: no model, only the width of the boxes." },
  { ...CONTROL, method: "box-count", name: "Number of boxes", about: "A control: no model, only how many objects a frame has." },
  { ...CONTROL, method: "frame-copy", name: "Frame copy", about: "A control: no model, each picture is “redrawn” by copying the middle one." },
  { ...CONTROL, method: "cube-variance", name: "Cube variance", about: "A control: no model, only how much contrast an object’s pictures have." },
  { ...CONTROL, method: "untrained", name: "Untrained network", about: "A control: the same network before it has learnt anything." },
];

const ALL: readonly MethodEntry[] = [...LEARNERS, ...DEMO_HEADS, ...LOADED_HEADS, ...CONTROLS];

export function isControl(method: Method): method is ControlKind {
  return CONTROLS.some((entry) => entry.method === method);
}

/** null where the method is no head. */
export function headEntry(method: Method): HeadEntry | null {
  return demoEntry(method) ?? loadedEntry(method);
}

/** null where the method is no head with weights of the page. */
export function demoEntry(method: Method): DemoEntry | null {
  return DEMO_HEADS.find((entry) => entry.method === method) ?? null;
}

/** null where the method takes no weights of the visitor. */
export function loadedEntry(method: Method): LoadedEntry | null {
  return LOADED_HEADS.find((entry) => entry.method === method) ?? null;
}

export function methodEntry(method: Method): MethodEntry {
  const entry = ALL.find((candidate) => candidate.method === method);
  if (entry === undefined) throw new Error(`no entry for the method ${method}`);
  return entry;
}

export function methodFromKey(key: string): Method | null {
  return ALL.find((entry) => entry.method === key)?.method ?? null;
}
