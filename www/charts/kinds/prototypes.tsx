/** Prototypes of normality: how badly each snippet is rebuilt, from which of them, and how much each is used. */
import { useState } from "preact/hooks";
import type { ChunkNormality } from "../../session/protocol";
import { LinePlot } from "../line_figure";
import { Scrolled } from "../scrolled";
import { placesOf } from "./places";

/** Pixels. */
const HEIGHT = 170;

interface PrototypesProps {
  readonly view: ChunkNormality;
  /** The chunk's first snippet. */
  readonly first: number;
  /** Snippets of the chunk that get a dot. */
  readonly marked?: readonly number[];
}

export function Prototypes({ view, first, marked = [] }: PrototypesProps) {
  const [snippet, setSnippet] = useState(0);
  return (
    <>
      <LinePlot
        height={HEIGHT} x={placesOf(view.errors, first)} span={[0, 1]} at={first + snippet} marked={marked}
        lines={[{ name: "reconstruction error", values: view.errors, colour: "--accent" }]}
      />
      <label class="field slider">
        <span>Snippet rebuilt</span>
        <input type="range" min={first} max={first + view.errors.length - 1} value={first + snippet} onInput={(event) => setSnippet(event.currentTarget.valueAsNumber - first)} />
      </label>
      <p>{rebuiltFrom(view, snippet, first)}</p>
      <Scrolled label="Use of the prototypes">
        <table>
          <caption>Use of the prototypes: mean share over the chunk’s snippets, and in snippet {first + snippet}</caption>
          <thead><tr><th scope="col">Prototype</th>{Array.from(view.usage, (_, index) => <th key={index} scope="col">{index}</th>)}</tr></thead>
          <tbody>
            <tr><th scope="row">Mean</th>{Array.from(view.usage, (share, index) => <Share key={index} share={share} />)}</tr>
            <tr><th scope="row">Snippet {first + snippet}</th>{Array.from(sharesOf(view, snippet), (share, index) => <Share key={index} share={share} />)}</tr>
          </tbody>
        </table>
      </Scrolled>
    </>
  );
}

function Share({ share }: { readonly share: number }) {
  return <td class="shaded" style={{ "--share": share.toFixed(3) }}>{share.toFixed(2)}</td>;
}

function rebuiltFrom({ nearest, errors }: ChunkNormality, snippet: number, first: number): string {
  const prototype = nearest[snippet] ?? -1;
  const from = prototype < 0 ? "takes nothing from any prototype" : `is rebuilt most of all from prototype ${prototype}`;
  return `Snippet ${first + snippet} ${from}, with an error of ${(errors[snippet] ?? NaN).toFixed(3)}.`;
}

function sharesOf({ shares, usage }: ChunkNormality, snippet: number): Float32Array {
  return shares.subarray(snippet * usage.length, (snippet + 1) * usage.length);
}
