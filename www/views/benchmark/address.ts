/** The choices in the address: `#/benchmark?model=lanet&device=cpu&size=full&runs=10`. What cannot be read is said, not guessed. */
import { effect } from "@preact/signals";
import { OwnAddress } from "../../own_address";
import { viewOf } from "../../route";
import type { DeviceChoice } from "../../session/protocol";
import { ALL, bench, DEFAULT_RUNS, MODELS, RUNS_RANGE, SIZES } from "./store";

const PREFIX = "#/benchmark";
const DEVICES: readonly DeviceChoice[] = ["auto", "gpu", "cpu"];

/** Reads the address into the store; returns a sentence on what could not be read. */
export function readAddress(hash: string): string | null {
  const state = new URLSearchParams(hash.startsWith(`${PREFIX}?`) ? hash.slice(PREFIX.length + 1) : "");
  const refused: string[] = [];
  const known = <T extends string>(name: string, among: readonly T[], otherwise: T): T => {
    const text = state.get(name);
    const found = among.find((each) => each === text);
    if (text !== null && found === undefined) refused.push(`${name}=${text}`);
    state.delete(name);
    return found ?? otherwise;
  };
  bench.model.value = known("model", MODELS.map(({ key }) => key), ALL);
  bench.device.value = known("device", DEVICES, "auto");
  bench.size.value = known("size", SIZES.map(({ key }) => key), "auto");
  const text = state.get("runs");
  const runs = text === null || text.trim() === "" ? NaN : Number(text);
  const valid = Number.isInteger(runs) && runs >= RUNS_RANGE.min && runs <= RUNS_RANGE.max;
  if (text !== null && !valid) refused.push(`runs=${text}`);
  state.delete("runs");
  bench.runs.value = valid ? runs : DEFAULT_RUNS;
  for (const [name, value] of state) refused.push(`${name}=${value}`);
  return refused.length === 0 ? null : `The address holds ${refused.join(", ")}, which means nothing here; the default is used instead.`;
}

const own = new OwnAddress();

/** Keeps the address in step with the store. */
export function followAddress(): () => void {
  own.agree();
  return effect(() => own.write(currentAddress()));
}

/** Whether the visitor changed the address to another state of this view. */
export function addressNamesAState(): boolean {
  if (viewOf(location.hash) !== "benchmark") return false;
  own.agree();
  return location.hash.startsWith(`${PREFIX}?`) && location.hash !== currentAddress();
}

function currentAddress(): string {
  const state = new URLSearchParams({ model: bench.model.value, device: bench.device.value, size: bench.size.value, runs: String(bench.runs.value) });
  return `${PREFIX}?${state.toString()}`;
}
