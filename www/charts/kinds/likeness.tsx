/** Likeness of every snippet, of the event and of the background to each class text. */
import type { ChunkClasses } from "../../session/protocol";
import { LinePlot, type NamedLine } from "../line_figure";
import { Scrolled } from "../scrolled";
import { placesOf } from "./places";

/** Pixels. */
const HEIGHT = 170;
/** Classes that are drawn: the normal one and the two that are most alike; the table has all. */
const STYLES: readonly Pick<NamedLine, "colour" | "dash">[] = [{ colour: "--line", dash: [2, 3] }, { colour: "--accent" }, { colour: "--text", dash: [6, 4] }];

export function Likeness({ view: { classes, first } }: { readonly view: ChunkClasses }) {
  const [normal, ...odd] = classes;
  if (normal === undefined) return null;
  const shown = [normal, ...[...odd].sort((a, b) => highest(b.similarity) - highest(a.similarity)).slice(0, STYLES.length - 1)];
  return (
    <>
      <h4>Likeness to each class text</h4>
      <LinePlot
        height={HEIGHT} x={placesOf(normal.similarity, first)} span={[-0.2, 0.2]}
        lines={shown.map(({ name, similarity }, index) => ({ name, values: similarity, ...(STYLES[index] ?? { colour: "--line" as const }) }))}
      />
      <p class="hint">Cosine of each snippet with the text of a class, moved by the chunk’s own event. Probabilities of the classes are made of these.</p>
      <Scrolled label="Likeness of event and background">
        <table>
          <caption>Likeness (cosine) of the whole chunk’s event and background</caption>
          <thead><tr><th scope="col">Class</th><th scope="col">Event</th><th scope="col">Background</th></tr></thead>
          <tbody>{classes.map(({ name, event, background }) => <tr key={name}><th scope="row">{name}</th><td>{event.toFixed(3)}</td><td>{background.toFixed(3)}</td></tr>)}</tbody>
        </table>
      </Scrolled>
    </>
  );
}

function highest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), -1);
}
