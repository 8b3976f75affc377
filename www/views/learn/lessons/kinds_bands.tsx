/** Bands of lesson 7, which can be saved as drawings: a row for each class, part or prototype, a column for each snippet. */
import type { ChunkClasses, ChunkNormality, ClassTrack } from "../../../session/protocol";
import { HeatMap } from "../figures/heat_map";

interface BandProps {
  readonly name: string;
  readonly caption: string;
  /** Rows from the top, a value per snippet. */
  readonly rows: readonly { readonly name: string; readonly values: Float32Array; readonly framed?: readonly number[] }[];
  /** Value that is drawn in full. */
  readonly top: number;
  readonly digits: number;
}

function Band({ name, caption, rows, top, digits }: BandProps) {
  const snippets = rows[0]?.values.length ?? 0;
  const frames = rows.flatMap(({ framed = [] }, row) => (framed.length === 0 ? [] : [{ row, from: framed[0] ?? 0, to: (framed.at(-1) ?? 0) + 1 }]));
  const table = (
    <table>
      <caption class="visually-hidden">{name}</caption>
      <thead><tr><th scope="col">Snippet</th>{rows.map((row) => <th key={row.name} scope="col">{row.name}</th>)}</tr></thead>
      <tbody>{Array.from({ length: snippets }, (_, at) => <tr key={at}><th scope="row">{at}</th>{rows.map((row) => <td key={row.name}>{(row.values[at] ?? NaN).toFixed(digits)}</td>)}</tr>)}</tbody>
    </table>
  );
  return <HeatMap name={name} caption={caption} rows={rows.length} columns={snippets} value={(row, at) => rows[row]?.values[at] ?? 0} top={top} rowName={(row) => rows[row]?.name ?? ""} frames={frames} table={table} />;
}

/** `truth`: the odd snippets of one class; none where they are hidden. */
export function ClassBand({ classes, truth }: { readonly classes: readonly ClassTrack[]; readonly truth: { readonly name: string; readonly odd: readonly number[] } | null }) {
  const rows = classes.map(({ name, probabilities }) => ({ name, values: probabilities, framed: name === truth?.name ? truth.odd : [] }));
  return <Band name="Class band" caption={`Probability of each class by snippet, from empty (0) to full (1).${truth === null ? "" : " Framed: what the scene’s script says."}`} rows={rows} top={1} digits={3} />;
}

export function WeightBand({ view: { eventWeights, backgroundWeights } }: { readonly view: ChunkClasses }) {
  const top = Math.max(...eventWeights, ...backgroundWeights);
  return <Band name="Weights by snippet" caption={`How much each snippet counts as event and as background, from empty (0) to full (${top.toFixed(3)}).`} rows={[{ name: "event", values: eventWeights }, { name: "backgr.", values: backgroundWeights }]} top={top} digits={4} />;
}

export function PrototypeBand({ view: { shares, usage, errors } }: { readonly view: ChunkNormality }) {
  const rows = Array.from(usage, (_, prototype) => ({ name: `no. ${prototype}`, values: Float32Array.from(errors, (_error, at) => shares[at * usage.length + prototype] ?? 0) }));
  const top = Math.max(...shares);
  return <Band name="Shares of the prototypes" caption={`From which prototypes each snippet is rebuilt, from empty (0) to full (${top.toFixed(3)}).`} rows={rows} top={top} digits={3} />;
}
