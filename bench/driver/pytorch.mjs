// PyTorch natively on one thread of the same CPU, where Python has it: a row beside the peers in the browser.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

const SCRIPT = resolve(import.meta.dirname, "../pytorch.py");

export async function pytorch({ workload, task }, rounds) {
  try {
    const { stdout } = await promisify(execFile)("python3", [SCRIPT, JSON.stringify(task), String(rounds)]);
    return [{ engine: "pytorch", ...JSON.parse(stdout) }];
  } catch (error) {
    console.error(`  no row of PyTorch for ${workload}: ${String(error.message).trim().split("\n").at(-1)}`);
    return [];
  }
}
