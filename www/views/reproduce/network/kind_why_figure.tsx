/** The figure "Why this kind": likeness to each class text, what counts as event and as background, and the prototypes of normality. */
import { useEffect, useState } from "preact/hooks";
import { LinePlot, type NamedLine } from "../../../charts/line_figure";
import { toFailure } from "../../../session/client";
import { network as session } from "../../../session/sessions";
import type { ChunkClasses, ChunkNormality, ClassTrack } from "../../../session/protocol";
import { Scrolled } from "../scrolled";
import { asked } from "./asked";
import { network } from "./store";

/** Pixels. */
const HEIGHT = 170;
/** Classes that are drawn: the normal one and the two that are most alike; the table has all. */
const STYLES: readonly Pick<NamedLine, "colour" | "dash">[] = [{ colour: "--line", dash: [2, 3] }, { colour: "--accent" }, { colour: "--text", dash: [6, 4] }];

interface Asked {
  readonly video: string;
  readonly crop: number;
  readonly chunk: number;
}

export function KindWhyFigure({ video }: { readonly video: string }) {
  const [crop, setCrop] = useState(0);
  const [chunk, setChunk] = useState(0);
  const [view, setView] = useState<ChunkClasses | null>(null);
  const hasClasses = useHasClasses(video);
  useEffect(() => {
    setView(null);
    if (!hasClasses) return undefined;
    return asked(session.call({ kind: "chunk-classes", video, crop, chunk }), (answer) => setView(answer.view));
  }, [video, crop, chunk, hasClasses]);
  if (view === null) return null;
  return (
    <figure class="why-figure" aria-label={`Why this kind: ${video}`}>
      <h3>Why this kind</h3>
      <Choice label="Crop" count={view.crops} value={crop} onChange={(value) => { setCrop(value); setChunk(0); }} />
      <Choice label="Chunk" count={view.chunks} value={chunk} onChange={setChunk} />
      <Likeness view={view} />
      <Weights view={view} />
      <Prototypes key={`${video} ${crop} ${chunk}`} asked={{ video, crop, chunk }} first={view.first} />
    </figure>
  );
}

/** A VadCLIP trunk has scores and no classes to ask about. */
function useHasClasses(video: string): boolean {
  const [tracks, setTracks] = useState<readonly ClassTrack[]>([]);
  const explains = network.explains.value;
  useEffect(() => {
    setTracks([]);
    if (explains !== "classes") return undefined;
    return asked(session.call({ kind: "classes", video }), (answer) => setTracks(answer.classes));
  }, [video, explains]);
  return tracks.length > 0;
}

function Choice({ label, count, value, onChange }: { readonly label: string; readonly count: number; readonly value: number; readonly onChange: (value: number) => void }) {
  if (count < 2) return null;
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>{Array.from({ length: count }, (_, index) => <option key={index} value={index}>{index}</option>)}</select>
    </label>
  );
}

function Likeness({ view: { classes, first } }: { readonly view: ChunkClasses }) {
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

function Weights({ view: { eventWeights, backgroundWeights, onPadding, first } }: { readonly view: ChunkClasses }) {
  const [event, background] = onPadding;
  return (
    <>
      <h4>Event against background</h4>
      <LinePlot
        height={HEIGHT} x={placesOf(eventWeights, first)} span={[0, 0.05]}
        lines={[
          { name: "weight as event", values: eventWeights, colour: "--accent" },
          { name: "weight as background", values: backgroundWeights, colour: "--text", dash: [6, 4] },
        ]}
      />
      <p class="hint">
        How much each snippet counts when the chunk is split in two (DCSA, which learns that the event looks like the video’s class and the background like “normal”).
        Each sums to 1; {percent(event)} of the event and {percent(background)} of the background lie on padding, as in the authors’ code.
      </p>
    </>
  );
}

function Prototypes({ asked: { video, crop, chunk }, first }: { readonly asked: Asked; readonly first: number }) {
  const [view, setView] = useState<ChunkNormality | null>(null);
  const [missing, setMissing] = useState("");
  const [snippet, setSnippet] = useState(0);
  useEffect(() => {
    let wanted = true;
    // Weights without prototypes are no failure of the page: their figure says so in its own place.
    session.call({ kind: "chunk-normality", video, crop, chunk }).then(
      (answer) => wanted && setView(answer.view),
      (error: unknown) => wanted && setMissing(toFailure(error).detail),
    );
    return () => {
      wanted = false;
    };
  }, [video, crop, chunk]);
  return (
    <>
      <h4>Prototypes of normality</h4>
      {view === null && <p class="hint">{missing === "" ? "Reading the prototypes." : missing}</p>}
      {view !== null && (
        <>
          <LinePlot
            height={HEIGHT} x={placesOf(view.errors, first)} span={[0, 1]} at={first + snippet}
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
      )}
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

function placesOf(values: Float32Array, first: number): number[] {
  return Array.from(values, (_, index) => first + index);
}

function highest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), -1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
