/** The class band as a table, for those who do not see it: the mean probability of every class, span by span. */
import type { ScoredSnippets } from "../../session/protocol";
import { clock } from "./sentences";

/** Rows; longer clips get longer spans. */
const MOST_ROWS = 60;

export function ClassTable({ result: { classes, snippets, times, stride } }: { readonly result: ScoredSnippets }) {
  const each = Math.ceil(snippets.length / MOST_ROWS);
  const rows = Array.from({ length: Math.ceil(snippets.length / each) }, (_, row) => row * each);
  return (
    <details class="curve-table">
      <summary>The classes as a table</summary>
      <table>
        <caption class="visually-hidden">Mean probability of every class in every span of the clip</caption>
        <thead><tr><th scope="col">From</th>{classes.map(({ name }) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>
          {rows.map((from) => (
            <tr key={from}>
              <th scope="row">{clock(times[from * stride] ?? 0)}</th>
              {classes.map(({ name, probabilities }) => <td key={name}>{mean(probabilities.subarray(from, from + each)).toFixed(2)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
