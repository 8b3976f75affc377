/** A scene of the visitor's own: what can be chosen, and how it is written into the address. */
import type { SceneScript } from "../../../session/protocol";

export type OddEventScript = SceneScript["events"][number];
type Named<K extends string> = Readonly<Record<K, string>>;

export const PLACES: Named<SceneScript["place"]> = { plaza: "Plaza", crossing: "Crossing", corridor: "Corridor", "parking-lot": "Parking lot", night: "Night street" };
export const WEATHERS: Named<SceneScript["weather"]> = { clear: "Clear", rain: "Rain", snow: "Snow", fog: "Fog" };
export const LIGHTS: Named<SceneScript["light"]> = { steady: "Steady", clouds: "Clouds pass", dusk: "It grows dark" };
export const CLASSES: Named<OddEventScript["class"]> = {
  cyclist: "Cyclist",
  cart: "Cart",
  runner: "Runner",
  fall: "Fall",
  fight: "Fight",
  "wrong-way": "Wrong way",
  loitering: "Loitering",
  "thrown-bag": "Thrown bag",
  smoke: "Smoke",
  crash: "Crash",
};
export const SIDES: Named<OddEventScript["side"]> = { left: "Left", middle: "Middle", right: "Right" };
/** What the camera does, by name; the numbers are the crate's `CameraFlaws`. */
export const CAMERAS = { good: "Good", noisy: "Noisy", shaking: "Shaking", compressed: "Compressed" } as const;
export type CameraName = keyof typeof CAMERAS;
const FLAWS: Readonly<Record<CameraName, SceneScript["camera"]>> = {
  good: { noise: 2, shake: 0, compression: 0 },
  noisy: { noise: 7, shake: 0, compression: 0 },
  shaking: { noise: 2, shake: 1.5, compression: 0 },
  compressed: { noise: 2, shake: 0, compression: 2 },
};

export const MOST_PEOPLE = 40;
export const MOST_EVENTS = 6;
/** Of the field only: what fits the clip and the class is the crate's to say. */
export const LONGEST_EVENT_S = 60;

/** What the panel holds; the length of the clip is the view's. */
export interface OwnScene {
  readonly seed: number;
  readonly place: SceneScript["place"];
  readonly crowd: number;
  readonly weather: SceneScript["weather"];
  readonly light: SceneScript["light"];
  readonly camera: CameraName;
  readonly events: readonly OddEventScript[];
}

export const FIRST_SCENE: OwnScene = {
  seed: 1,
  place: "crossing",
  crowd: 16,
  weather: "clear",
  light: "steady",
  camera: "good",
  events: [{ class: "fight", at: 4, length: null, side: "left" }],
};

export function scriptOf({ camera, ...scene }: OwnScene, frames: number): SceneScript {
  return { ...scene, frames, camera: FLAWS[camera] };
}

/** Whether `word` is one of the words of a list. */
export function isWord<K extends string>(names: Named<K>, word: string): word is K {
  return Object.hasOwn(names, word);
}

/** `fall@4`, `smoke@6:8:left`: as on the command line. */
function eventText({ class: what, at, length, side }: OddEventScript): string {
  const place = side === "middle" ? "" : `:${side}`;
  return `${what}@${at}${length === null ? (place === "" ? "" : ":") : `:${length}`}${place}`;
}

const EVENT = /^([a-z-]+)@(\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?)?)?(?::([a-z]+))?$/;

function eventFrom(text: string): OddEventScript | null {
  const [, what = "", at, length, side = "middle"] = EVENT.exec(text) ?? [];
  if (at === undefined || !isWord(CLASSES, what) || !isWord(SIDES, side)) return null;
  return { class: what, at: Number(at), length: length === undefined ? null : Number(length), side };
}

/** The events in the address: joined by commas, `none` for a scene without any. */
export function eventsText(events: readonly OddEventScript[]): string {
  return events.length === 0 ? "none" : events.map(eventText).join(",");
}

/** null where a word of it means nothing or there are too many. */
export function eventsFrom(text: string): readonly OddEventScript[] | null {
  if (text === "none") return [];
  const events = text.split(",").map(eventFrom);
  const known = events.filter((event) => event !== null);
  return known.length === events.length && known.length <= MOST_EVENTS ? known : null;
}
