/**
 * The conventions in the address: `#/reproduce?data_set=ucf-crime&method=PEL4VAD&preset=LA-Net&smooth=forward:7`. Only
 * what differs from the preset is written, in the words of the command line; what cannot be read is said, not guessed.
 */
import { OwnAddress } from "../../own_address";
import { viewOf } from "../../route";
import type { Catalogue, Conventions } from "../../session/protocol";
import { parted, SWITCHES, type Switch } from "./switch_words";
import { reproduce } from "./store";

const PREFIX = "#/reproduce";

/** The switches as a preset sets them; the defaults where there is none. */
export function baseOf(catalogue: Catalogue, preset: string): Conventions {
  return catalogue.presets.find(({ key }) => key === preset)?.conventions ?? catalogue.defaults;
}

/** Reads the address into the store; returns a sentence on what could not be read. */
export function readAddress(hash: string, catalogue: Catalogue): string | null {
  const state = new URLSearchParams(hash.startsWith(`${PREFIX}?`) ? hash.slice(PREFIX.length + 1) : "");
  const refused: string[] = [];
  if (state.get("panel") === "weights") {
    reproduce.panel.value = "weights";
    state.delete("panel");
  }
  const named = (key: string, known: readonly string[]): string => {
    const value = state.get(key);
    state.delete(key);
    if (value === null || known.includes(value)) return value ?? "";
    refused.push(`${key}=${value}`);
    return "";
  };
  const dataSet = named("data_set", catalogue.dataSets.map(({ key }) => key));
  const method = named("method", catalogue.methods);
  const preset = named("preset", catalogue.presets.map(({ key }) => key));
  let conventions = { ...baseOf(catalogue, preset) };
  for (const [name, text] of state) {
    const found = SWITCHES.find((candidate) => candidate.name === name);
    const value = found === undefined ? undefined : valueFrom(found, text);
    if (found === undefined || value === undefined) refused.push(`${name}=${text}`);
    else conventions = { ...conventions, [found.name]: value };
  }
  reproduce.dataSet.value = dataSet;
  reproduce.method.value = method;
  reproduce.conventions.value = conventions;
  return refused.length === 0 ? null : `The address holds ${refused.join(", ")}, which means nothing here; the preset’s value is used instead.`;
}

const own = new OwnAddress();

/** Keeps the address in step with the store. */
export function followAddress(): () => void {
  return own.follow(currentAddress);
}

/** True where the visitor's change of the address names another state, which is then to be read. */
export function addressNamesAState(): boolean {
  if (viewOf(location.hash) !== "reproduce") return false;
  own.agree();
  return location.hash.startsWith(`${PREFIX}?`) && location.hash !== currentAddress();
}

/** null until the crate has told what there is. */
export function currentAddress(): string | null {
  const catalogue = reproduce.catalogue.value;
  const now = reproduce.conventions.value;
  if (catalogue === null || now === null) return null;
  const state = new URLSearchParams();
  if (reproduce.dataSet.value !== "") state.set("data_set", reproduce.dataSet.value);
  if (reproduce.method.value !== "") state.set("method", reproduce.method.value);
  if (now.preset !== null) state.set("preset", now.preset);
  const base = baseOf(catalogue, now.preset ?? "");
  for (const { name } of SWITCHES) if (now[name] !== base[name]) state.set(name, String(now[name] ?? ""));
  const text = state.toString();
  return text === "" ? PREFIX : `${PREFIX}?${text}`;
}

/** undefined where the text is no value of the switch. */
function valueFrom(entry: Switch, text: string): Conventions[keyof Conventions] | undefined {
  switch (entry.kind) {
    case "check":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "choice":
      return entry.options.some(({ value }) => value === text) ? (text === "" ? null : text) : undefined;
    case "sized": {
      const { word, size } = parted(text);
      const option = entry.options.find(({ value }) => value === word);
      if (option === undefined) return undefined;
      return (option.size === null ? size === "" : option.size.pattern.test(size)) ? text : undefined;
    }
    case "number": {
      if (text === "") return entry.placeholder === undefined ? undefined : null;
      const value = Number(text);
      return value >= entry.min && value <= entry.max && (entry.step === "any" || Number.isInteger(value)) ? value : undefined;
    }
  }
}
