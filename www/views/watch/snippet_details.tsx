/** What lies behind the result of a head: what it is worth, how it was computed. */
import type { ScoredSnippets } from "../../session/protocol";
import { Fact } from "./fact";
import type { HeadEntry } from "./methods";
import { PhaseBar } from "./phase_bar";
import { count } from "./sentences";

/** Digits of a hash that are shown; the export has them all. */
const SHOWN_DIGITS = 12;

export function SnippetDetails({ result, entry }: { readonly result: ScoredSnippets; readonly entry: HeadEntry }) {
  const { snippets, stride, weights, seed, device, encoder } = result;
  return (
    <>
      {result.experimental ? (
        <p class="state"><strong>Experimental.</strong> Encoder and head know drawn scenes only. Nobody has checked what they say of other footage: take the curve for no finding.</p>
      ) : (
        <p class="state"><strong>Learnt elsewhere.</strong> {entry.worth}</p>
      )}
      {result.notes.length > 0 && <ul class="notes">{result.notes.map((note) => <li key={note}>{note}</li>)}</ul>}
      <details class="how">
        <summary>How it was computed</summary>
        <dl class="facts">
          <Fact name="Method" value={result.method} />
          {encoder !== null && (
            <>
              <Fact name="Encoder" value={`${encoder.name}; made like “${encoder.preset}”, ${encoder.crops.length === 1 ? `crop ${String(encoder.crops[0])}` : `${encoder.crops.length} crops`}, pixels by ${encoder.decoder}`} />
              <Fact name="Encoder’s weights" value={`${encoder.file}, SHA-256 ${encoder.sha256.slice(0, SHOWN_DIGITS)}…`} />
            </>
          )}
          <Fact name="Weights" value={`SHA-256 ${weights.slice(0, SHOWN_DIGITS)}…${seed === null ? "" : `, seed ${seed}`}`} />
          <Fact name="Device" value={device.name} />
          {device.why !== undefined && <Fact name="Why" value={device.why} />}
          <Fact name="Snippets" value={`${count(snippets.length, "snippet")} of ${stride} frames`} />
          <Fact name="Version" value={result.version} />
        </dl>
        <PhaseBar phases={result.phases} />
      </details>
    </>
  );
}
