/** Controls beside the claim: scores that no model made, from the same boxes, and whether one of them does better. */
import { useState } from "preact/hooks";
import type { ControlKind } from "../../session/protocol";
import { CONTROLS, methodEntry } from "./methods";
import { addControl } from "./run";
import { nameOf, watch, type Finished } from "./store";

export function ControlTable({ run }: { readonly run: Finished }) {
  const [busy, setBusy] = useState(false);
  const rows = watch.controls.value;
  // Without truth there is no number to compare.
  if (run.auroc === null) return null;
  const compute = async () => {
    setBusy(true);
    for (const { method } of CONTROLS) {
      if (!watch.controls.value.some((row) => row.control === method)) await addControl(method);
    }
    setBusy(false);
  };
  return (
    <div class="controls-table">
      {rows.length > 0 && (
        <table>
          <caption>Controls from the boxes of this clip</caption>
          <thead><tr><th scope="col">Score</th><th scope="col">AUROC</th></tr></thead>
          <tbody>
            {run.kind !== "controlled" && <tr class="claim"><th scope="row">{nameOf(run)}</th><td>{run.auroc.toFixed(3)}</td></tr>}
            {rows.map((row) => <tr key={row.control}><th scope="row">{methodEntry(row.control).name}</th><td>{row.auroc?.toFixed(3) ?? "–"}</td></tr>)}
          </tbody>
        </table>
      )}
      {run.kind !== "controlled" && <Winner method={nameOf(run)} auroc={run.auroc} rows={rows} />}
      {rows.length < CONTROLS.length && <button type="button" class="button small" disabled={busy} onClick={() => void compute()}>{busy ? "Computing…" : "Compare with controls"}</button>}
    </div>
  );
}

function Winner({ method, auroc, rows }: { readonly method: string; readonly auroc: number; readonly rows: readonly { readonly control: ControlKind; readonly auroc: number | null }[] }) {
  const better = rows.filter((row) => row.auroc !== null && row.auroc >= auroc).map((row) => methodEntry(row.control).name);
  if (better.length === 0) return null;
  return <p class="hint">{better.join(", ")} {better.length === 1 ? "does" : "do"} at least as well as {method} here: this clip shows little about the method.</p>;
}
