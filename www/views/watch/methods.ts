/** What the combobox "Method" offers: the method, its plain variant, and the controls that no claim goes without. */
import type { ControlKind, LbrSettings } from "../../session/protocol";

export type Method = LbrSettings["method"] | ControlKind;

export interface MethodEntry {
  readonly method: Method;
  readonly name: string;
  /** One sentence for the visitor. */
  readonly about: string;
}

export const LEARNERS: readonly MethodEntry[] = [
  { method: "lbr-spr", name: "LBR-SPR", about: "This learns from the clip alone and marks what was hardest to redraw." },
  { method: "lbr", name: "LBR", about: "Like LBR-SPR, but nothing is left out while it learns, so odd things are learnt as well." },
];

export const CONTROLS: readonly (MethodEntry & { readonly method: ControlKind })[] = [
  { method: "box-aspect", name: "Box width ÷ height", about: "A control: no model, only the shape of the boxes. A method that does not beat it has shown little." },
  { method: "box-width", name: "Box width", about: "A control: no model, only the width of the boxes." },
  { method: "box-count", name: "Number of boxes", about: "A control: no model, only how many objects a frame has." },
  { method: "frame-copy", name: "Frame copy", about: "A control: no model, each picture is “redrawn” by copying the middle one." },
  { method: "untrained", name: "Untrained network", about: "A control: the same network before it has learnt anything." },
];

export function isControl(method: Method): method is ControlKind {
  return CONTROLS.some((entry) => entry.method === method);
}

export function methodEntry(method: Method): MethodEntry {
  const entry = [...LEARNERS, ...CONTROLS].find((candidate) => candidate.method === method);
  if (entry === undefined) throw new Error(`no entry for the method ${method}`);
  return entry;
}

export function methodFromKey(key: string): Method | null {
  return [...LEARNERS, ...CONTROLS].find((entry) => entry.method === key)?.method ?? null;
}
