/** The curves as a table: the highest score of every second, for those who do not see them. */
import { isFinished } from "./compare";
import type { Curve } from "./curve";
import { clock } from "./sentences";
import { nameOf, watch } from "./store";
import { written } from "./units";

/** Rows; longer clips get longer spans. */
const MOST_ROWS = 60;

interface Span {
  readonly highest: number;
  readonly empty: boolean;
}

export function CurveTable({ curve }: { readonly curve: Curve }) {
  const run = watch.run.value;
  const kept = watch.kept.value;
  const seconds = Math.max(1, Math.ceil((curve.times.at(-1) ?? 0) / MOST_ROWS));
  const heading = kept.length > 0 && isFinished(run) ? `Highest score: ${nameOf(run)}` : "Highest score";
  const columns = [{ key: 0, heading, curve }, ...kept.map(({ id, name, curve }) => ({ key: id, heading: name, curve }))];
  const spans = columns.map((column) => ({ ...column, spans: spansOf(column.curve, seconds) }));
  return (
    <details class="curve-table">
      <summary>The curve as a table</summary>
      <table>
        <caption class="visually-hidden">Highest score of every span of the clip</caption>
        <thead><tr><th scope="col">From</th>{columns.map(({ key, heading }) => <th key={key} scope="col">{heading}</th>)}</tr></thead>
        <tbody>
          {[...spansOf(curve, seconds).keys()].map((from) => (
            <tr key={from}><th scope="row">{clock(from)}</th>{spans.map(({ key, curve, spans }) => <td key={key}>{cell(spans.get(from), curve)}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function cell(span: Span | undefined, { unit }: Curve): string {
  if (span === undefined) return "–";
  return span.empty ? "no object" : written(span.highest, unit);
}

function spansOf({ times, values, empty }: Curve, seconds: number): ReadonlyMap<number, Span> {
  const spans = new Map<number, Span>();
  times.forEach((time, frame) => {
    const from = Math.floor(time / seconds) * seconds;
    const before = spans.get(from);
    spans.set(from, {
      highest: Math.max(before?.highest ?? -Infinity, values[frame] ?? -Infinity),
      empty: (before?.empty ?? true) && empty?.[frame] === 1,
    });
  });
  return spans;
}
