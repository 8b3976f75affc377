/** The figure "Why this kind": likeness to each class text, what counts as event and as background, and the prototypes of normality. */
import { useEffect, useState } from "preact/hooks";
import { EventWeights } from "../../../charts/kinds/event_weights";
import { Likeness } from "../../../charts/kinds/likeness";
import { Prototypes } from "../../../charts/kinds/prototypes";
import { toFailure } from "../../../session/client";
import { network as session } from "../../../session/sessions";
import type { ChunkClasses, ChunkNormality, ClassTrack } from "../../../session/protocol";
import { asked } from "./asked";
import { network } from "./store";

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
      <EventWeights view={view} />
      <Normality key={`${video} ${crop} ${chunk}`} asked={{ video, crop, chunk }} first={view.first} />
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

function Normality({ asked: { video, crop, chunk }, first }: { readonly asked: Asked; readonly first: number }) {
  const [view, setView] = useState<ChunkNormality | null>(null);
  const [missing, setMissing] = useState("");
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
      {view !== null && <Prototypes view={view} first={first} />}
    </>
  );
}
