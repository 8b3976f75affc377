/** The curve as a table: the highest score of every second, for those who do not see it. */
import type { Track } from "../../session/protocol";
import { clock } from "./sentences";

/** Rows; longer clips get longer spans. */
const MOST_ROWS = 60;

interface Row {
  readonly from: number;
  readonly highest: number;
  readonly empty: boolean;
}

export function CurveTable({ track }: { readonly track: Track }) {
  const rows = tableRows(track);
  return (
    <details class="curve-table">
      <summary>The curve as a table</summary>
      <table>
        <caption class="visually-hidden">Highest score of every span of the clip</caption>
        <thead><tr><th scope="col">From</th><th scope="col">Highest score</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.from}><th scope="row">{clock(row.from)}</th><td>{row.empty ? "no object" : row.highest.toFixed(1)}</td></tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function tableRows({ times, robust, empty }: Track): readonly Row[] {
  const last = times.at(-1) ?? 0;
  const span = Math.max(1, Math.ceil(last / MOST_ROWS));
  const rows = new Map<number, Row>();
  times.forEach((time, frame) => {
    const from = Math.floor(time / span) * span;
    const before = rows.get(from);
    rows.set(from, {
      from,
      highest: Math.max(before?.highest ?? -Infinity, robust[frame] ?? -Infinity),
      empty: (before?.empty ?? true) && empty[frame] === 1,
    });
  });
  return [...rows.values()];
}
