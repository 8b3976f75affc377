/** The state of the view in the address: `#/watch?clip=plaza-1&frames=300&…`. What cannot be read is said, not guessed. */
import { OwnAddress } from "../../own_address";
import { viewOf } from "../../route";
import type { DeviceChoice } from "../../session/protocol";
import { choiceFromKey, choiceKey } from "./clip_choice";
import { loadedEntry, methodEntry, methodFromKey } from "./methods";
import { CAMERAS, eventsFrom, eventsText, isWord, LIGHTS, MOST_PEOPLE, PLACES, WEATHERS, type OwnScene } from "./own_scene/script";
import { thresholdOf, watch } from "./store";

const PREFIX = "#/watch";
export const FRAMES_RANGE = { min: 10, max: 3000 } as const;
export const STEPS_RANGE = { min: 1, max: 20_000 } as const;
/** Network widths; 1 is the paper's. */
export const WIDTHS: readonly number[] = [1, 0.5, 0.25, 0.125];
export const SEED_RANGE = { min: 0, max: 2 ** 32 - 1 } as const;

const DEVICES: readonly DeviceChoice[] = ["auto", "gpu", "cpu"];

type Reader = (text: string) => boolean;

function number(set: (value: number) => void, min: number, max: number, whole: boolean): Reader {
  return (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) return false;
    set(value);
    return true;
  };
}

function known<T>(find: (text: string) => T | null, set: (value: T) => void): Reader {
  return (text) => {
    const value = find(text);
    if (value === null) return false;
    set(value);
    return true;
  };
}

/** A part of the visitor's own scene. */
function ofScene<T>(find: (text: string) => T | null, part: (value: T) => Partial<OwnScene>): Reader {
  return known(find, (value) => (watch.ownScene.value = { ...watch.ownScene.value, ...part(value) }));
}

function word<K extends string>(names: Readonly<Record<K, string>>): (text: string) => K | null {
  return (text) => (isWord(names, text) ? text : null);
}

function whole(max: number): (text: string) => number | null {
  return (text) => (/^\d{1,10}$/.test(text) && Number(text) <= max ? Number(text) : null);
}

const OWN_SCENE: Readonly<Record<string, Reader>> = {
  place: ofScene(word(PLACES), (place) => ({ place })),
  people: ofScene(whole(MOST_PEOPLE), (crowd) => ({ crowd })),
  weather: ofScene(word(WEATHERS), (weather) => ({ weather })),
  light: ofScene(word(LIGHTS), (light) => ({ light })),
  camera: ofScene(word(CAMERAS), (camera) => ({ camera })),
  looks: ofScene(whole(SEED_RANGE.max), (seed) => ({ seed })),
  odd: ofScene(eventsFrom, (events) => ({ events })),
};

export interface Named {
  /** The moment that the address names, seconds. */
  readonly at: number | null;
  /** A sentence on what could not be read. */
  readonly refused: string | null;
}

/** Reads the address into the store. */
export function readAddress(hash: string): Named {
  let at: number | null = null;
  const readers: Readonly<Record<string, Reader>> = {
    ...OWN_SCENE,
    clip: known(choiceFromKey, (value) => (watch.choice.value = value)),
    frames: number((value) => (watch.frames.value = value), FRAMES_RANGE.min, FRAMES_RANGE.max, true),
    method: known(methodFromKey, (value) => (watch.method.value = value)),
    device: known((text) => DEVICES.find((device) => device === text) ?? null, (value) => (watch.device.value = value)),
    steps: number((value) => (watch.steps.value = value), STEPS_RANGE.min, STEPS_RANGE.max, true),
    width: known((text) => WIDTHS.find((width) => String(width) === text) ?? null, (value) => (watch.width.value = value)),
    seed: number((value) => (watch.seed.value = value), SEED_RANGE.min, SEED_RANGE.max, true),
    threshold: (text) => readThreshold(text),
    encoder: known(digestFrom, (value) => (watch.encoderWeights.value = value)),
    network: known(digestFrom, (value) => (watch.headWeights.value = value)),
    crops: known((text) => (text === "ten" || text === "centre" ? text : null), (value) => (watch.crops.value = value)),
    experiment: known((text) => (text === "1" ? true : null), (value) => (watch.experiment.value = value)),
    t: number((value) => (at = value), 0, 1e6, false),
  };
  if (!hash.startsWith(`${PREFIX}?`)) return { at, refused: null };
  const refused: string[] = [];
  // What a threshold means depends on the method, which therefore comes first.
  const named = [...new URLSearchParams(hash.slice(PREFIX.length + 1))].sort(([a], [b]) => Number(b === "method") - Number(a === "method"));
  for (const [name, text] of named) {
    const reader = readers[name];
    if (reader === undefined || !reader(text)) refused.push(`${name}=${text}`);
  }
  return { at, refused: refused.length === 0 ? null : `The address holds ${refused.join(", ")}, which means nothing here; the default is used instead.` };
}

/** First letters of a SHA-256. */
function digestFrom(text: string): string | null {
  return /^[0-9a-f]{8,64}$/.test(text) ? text : null;
}

/** In the unit of the method that the address names. */
function readThreshold(text: string): boolean {
  const { unit } = methodEntry(watch.method.value);
  const { min, max } = unit.threshold;
  return number((value) => (watch.thresholds[unit.key].value = value), min, max, false)(text);
}

const own = new OwnAddress();

/** Keeps the address in step with the store. */
export function followAddress(): () => void {
  return own.follow(currentAddress);
}

/** The visitor changed the address by hand or by a link: true where it names a state, which is then to be read. */
export function addressNamesAState(): boolean {
  if (viewOf(location.hash) !== "watch") return false; // The visitor goes to another view.
  own.agree();
  if (location.hash.startsWith(`${PREFIX}?`)) return withoutMoment(location.hash) !== withoutMoment(currentAddress());
  own.write(currentAddress()); // A link to this view: the state stays as it is.
  return false;
}

/** Coming back to the same state is no reason to load the clip again, wherever it had been stopped. */
function withoutMoment(hash: string): string {
  const state = new URLSearchParams(hash.slice(PREFIX.length + 1));
  state.delete("t");
  return state.toString();
}

function currentAddress(): string {
  const state = new URLSearchParams({ clip: choiceKey(watch.choice.value) });
  const isOwn = watch.choice.value.kind === "own-scene";
  if (isOwn || watch.choice.value.kind === "plaza") state.set("frames", String(watch.frames.value));
  if (isOwn) addOwnScene(state);
  state.set("method", watch.method.value);
  state.set("device", watch.device.value);
  if (watch.steps.value !== null) state.set("steps", String(watch.steps.value));
  if (watch.width.value !== null) state.set("width", String(watch.width.value));
  state.set("seed", String(watch.seed.value));
  state.set("threshold", String(thresholdOf(methodEntry(watch.method.value).unit)));
  if (watch.experiment.value) state.set("experiment", "1");
  if (loadedEntry(watch.method.value) !== null) {
    if (watch.encoderWeights.value !== "") state.set("encoder", watch.encoderWeights.value);
    if (watch.headWeights.value !== "") state.set("network", watch.headWeights.value);
    if (watch.crops.value !== "centre") state.set("crops", watch.crops.value);
  }
  const player = watch.player.value;
  // A running clip has no moment worth keeping.
  if (player !== null && !player.playing.value) state.set("t", player.time.value.toFixed(2));
  // Legal in a fragment as they are, and to be read by people.
  return `${PREFIX}?${state.toString().replaceAll("%40", "@").replaceAll("%3A", ":").replaceAll("%2C", ",")}`;
}

function addOwnScene(state: URLSearchParams): void {
  const { place, crowd, weather, light, camera, seed, events } = watch.ownScene.value;
  const parts = { place, people: crowd, weather, light, camera, looks: seed, odd: eventsText(events) };
  for (const [name, value] of Object.entries(parts)) state.set(name, String(value));
}
