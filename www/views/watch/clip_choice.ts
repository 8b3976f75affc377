/** What the combobox "Clip" offers, and how a choice is written into the address. */
import { PUBLIC_CLIPS, type PublicClip } from "./public_clips";

export type ClipChoice =
  | { readonly kind: "plaza"; readonly seed: number; readonly odd: boolean }
  /** What it shows is in the store. */
  | { readonly kind: "own-scene" }
  | { readonly kind: "public"; readonly clip: PublicClip }
  | { readonly kind: "own" }
  | { readonly kind: "webcam" };

export const FIRST_CHOICE: ClipChoice = { kind: "plaza", seed: 3, odd: true };
/** Scenes offered by name; any other seed can be typed. */
const OFFERED_SEEDS = [1, 2, 3, 4];
export const LARGEST_SEED = 2 ** 32 - 1;

export function choiceName(choice: ClipChoice): string {
  switch (choice.kind) {
    case "plaza":
      return choice.odd ? `Plaza, seed ${choice.seed}` : choice.seed === 1 ? "Plaza without odd events" : `Plaza without odd events, seed ${choice.seed}`;
    case "own-scene":
      return "Make your own scene…";
    case "public":
      return choice.clip.name;
    case "own":
      return "Your own clip…";
    case "webcam":
      return "Webcam…";
  }
}

/** `plaza-1`, `plaza-plain-1`, `scene`, `public-car-park`, `own`, `webcam`. */
export function choiceKey(choice: ClipChoice): string {
  switch (choice.kind) {
    case "plaza":
      return choice.odd ? `plaza-${choice.seed}` : `plaza-plain-${choice.seed}`;
    case "own-scene":
      return "scene";
    case "public":
      return `public-${choice.clip.id}`;
    case "own":
    case "webcam":
      return choice.kind;
  }
}

export function choiceFromKey(key: string): ClipChoice | null {
  if (key === "own" || key === "webcam") return { kind: key };
  if (key === "scene") return { kind: "own-scene" };
  const scene = /^plaza(-plain)?-(\d{1,10})$/.exec(key);
  if (scene !== null) {
    const seed = Number(scene[2]);
    return seed <= LARGEST_SEED ? { kind: "plaza", seed, odd: scene[1] === undefined } : null;
  }
  const clip = PUBLIC_CLIPS.find(({ id }) => key === `public-${id}`);
  return clip === undefined ? null : { kind: "public", clip };
}

export interface ChoiceGroup {
  readonly label: string;
  readonly choices: readonly ClipChoice[];
}

/** The groups of the combobox; a typed seed gets an entry of its own while it is chosen. */
export function choiceGroups(current: ClipChoice): readonly ChoiceGroup[] {
  const scenes: ClipChoice[] = OFFERED_SEEDS.map((seed) => ({ kind: "plaza", seed, odd: true }));
  scenes.push({ kind: "plaza", seed: 1, odd: false });
  if (current.kind === "plaza" && !scenes.some((scene) => choiceKey(scene) === choiceKey(current))) scenes.push(current);
  scenes.push({ kind: "own-scene" });
  return [
    { label: "Drawn scenes", choices: scenes },
    { label: "Public clips (fetched on your click)", choices: PUBLIC_CLIPS.map((clip) => ({ kind: "public", clip })) },
    { label: "Yours", choices: [{ kind: "own" }, { kind: "webcam" }] },
  ];
}
