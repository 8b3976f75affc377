/** What a run gave: its number and those of the controls from the same boxes, beside the published one. */
import type { SetNumbers } from "../../../session/protocol";
import { duration } from "../encoding/words";
import { reproduce } from "../store";
import { saveScores, saveWeights } from "./run";
import { frames, type SetRunAbout } from "./store";
import { besidePublished } from "./words";

/** Notes that are shown: a data set has many clips. */
const SHOWN_NOTES = 6;

export function FramesResult() {
  const about = frames.finished.value;
  if (about === null) return null;
  const { result } = about;
  return (
    <div class="encoded">
      <p role="status" aria-label="Scored data set">{result.cubes.toLocaleString("en")} objects scored in {duration(result.seconds)}. The scores lie on their field{result.controls === null ? "; without ground truth there is no number." : "."}</p>
      {result.controls !== null && <Controls about={about} rows={result.controls.rows} />}
      {/* A note begins with the clip's name, which is spelt as it is. */}
      {result.notes.slice(0, SHOWN_NOTES).map((note) => <p key={note} class="hint">{note}{note.endsWith(".") ? "" : "."}</p>)}
      {result.notes.length > SHOWN_NOTES && <p class="hint">{result.notes.length - SHOWN_NOTES} more notes are in the saved scores.</p>}
      <div class="network-actions">
        <button type="button" class="button quiet" onClick={saveScores}>Save the scores</button>
        {result.weights !== null && <button type="button" class="button quiet" onClick={saveWeights}>Save weights</button>}
      </div>
    </div>
  );
}

/** Where a control wins, the sentence below says so. */
function Controls({ about, rows }: { readonly about: SetRunAbout; readonly rows: readonly SetNumbers[] }) {
  const [own, ...controls] = rows;
  const published = reproduce.evaluated.value?.references.find(({ method, metric }) => method === "LBR-SPR" && metric === "AUROC");
  if (own === undefined) return null;
  const winners = controls.filter(({ smoothed }) => smoothed >= own.smoothed).map(({ name }) => WORDS[name] ?? name);
  return (
    <>
      <div class="table-scroll">
        <table class="result-table" aria-label="Run and controls">
          <thead><tr><th scope="col">AUROC, all frames</th><th scope="col">Raw</th><th scope="col">Smoothed</th></tr></thead>
          <tbody>
            {rows.map(({ name, raw, smoothed }) => <tr key={name}><th scope="row">{WORDS[name] ?? name}</th><td>{raw.toFixed(4)}</td><td>{smoothed.toFixed(4)}</td></tr>)}
            {published !== undefined && about.mode !== "classic" && <tr><th scope="row">LBR-SPR as published</th><td /><td>{(Number(published.published) / 100).toFixed(3)}</td></tr>}
          </tbody>
        </table>
      </div>
      <p>{besidePublished(about).replace(/^./, (letter) => letter.toUpperCase())}.</p>
      {winners.length > 0 && <p>No model made the controls, yet as well or better here {winners.length === 1 ? "does" : "do"}: {winners.join(", ")}. What they see is no evidence of learning.</p>}
    </>
  );
}

const WORDS: Readonly<Record<string, string>> = {
  "box-aspect": "box width ÷ height",
  "box-width": "box width",
  "box-count": "number of boxes",
  "frame-copy": "copying the centre frame",
};
