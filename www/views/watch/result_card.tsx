/** The status "Result": what was found, how sure that is, how it was computed, and how it compares. */
import type { ScoredClip } from "../../session/protocol";
import { isFinished } from "./compare";
import { ControlTable } from "./control_table";
import { Fact } from "./fact";
import { IntendedUse } from "./intended_use";
import { headEntry, methodEntry } from "./methods";
import { PhaseBar } from "./phase_bar";
import { count, duration, hitsOf, scoredSentence, standsOut, STATE_NAMES, stateSentence, verdictSentence } from "./sentences";
import { SnippetDetails } from "./snippet_details";
import { watch, type Finished, type Run } from "./store";

export function ResultCard() {
  const run = watch.run.value;
  const finished = isFinished(run) ? run : null;
  const visible = finished !== null || run.kind === "cancelled";
  return (
    <section class={visible ? "card result" : "result-waiting"}>
      <div role="status" aria-label="Result">
        {finished !== null ? <Verdict run={finished} /> : run.kind === "cancelled" ? <Cancelled run={run} /> : <span class="visually-hidden">No result yet.</span>}
      </div>
      {run.kind === "scored" && <Details result={run.result} />}
      {run.kind === "snippets" && <Behind run={run} />}
      {finished !== null && <ControlTable run={finished} />}
    </section>
  );
}

function Cancelled({ run: { provisional } }: { readonly run: Extract<Run, { kind: "cancelled" }> }) {
  return <p class="lead">{provisional === null ? "Cancelled before there was a curve." : `Cancelled at step ${provisional.step} of ${provisional.steps}. The curve is the last provisional one.`}</p>;
}

function Verdict({ run }: { readonly run: Finished }) {
  const events = watch.events.value;
  if (events === null) return null;
  switch (run.kind) {
    case "controlled":
      return (
        <>
          <p class="verdict">{standsOut(events, run.curve, [])}</p>
          <p>{methodEntry(run.control).about}</p>
          <p>Scored {count(run.track.times.length, "frame")} in {duration(run.seconds)}.</p>
          <Numbers run={run} />
        </>
      );
    case "snippets":
      return (
        <>
          <p class="verdict">{run.result.experimental && "Experimental: "}{standsOut(events, run.curve, watch.eventNames.value)}</p>
          <p>{scoredSentence(run.result)} By {run.result.method}.</p>
          <Numbers run={run} />
        </>
      );
    case "scored":
      return (
        <>
          <p class="verdict">{verdictSentence(run.result, events, run.curve)}</p>
          <p>{scoredSentence(run.result)}</p>
          <Numbers run={run} />
        </>
      );
  }
}

/** Against the truth, where there is one: the engine's number, then the visitor's. */
function Numbers({ run: { auroc, curve } }: { readonly run: Finished }) {
  const truth = watch.clip.value?.truth;
  if (truth == null) return null;
  if (truth.events.length === 0) return <p>This scene has nothing odd in it: whatever stands out is a false alarm.</p>;
  const hits = hitsOf(watch.clicks.value, truth, curve.times);
  return (
    <dl class="numbers">
      {auroc !== null && <div><dt>AUROC against the scene’s truth</dt><dd>{auroc.toFixed(3)}</dd></div>}
      {hits.clicks > 0 && <div><dt>Your clicks that hit</dt><dd>{hits.hits} of {hits.clicks}</dd></div>}
      {hits.clicks > 0 && <div><dt>Odd events you caught</dt><dd>{hits.caught} of {hits.events}</dd></div>}
    </dl>
  );
}

function Behind({ run: { method, result } }: { readonly run: Extract<Finished, { kind: "snippets" }> }) {
  const entry = headEntry(method);
  if (entry === null) return null;
  return (
    <>
      <SnippetDetails result={result} entry={entry} />
      {result.classes.length > 0 && <IntendedUse />}
    </>
  );
}

function Details({ result }: { readonly result: ScoredClip }) {
  const { analysed } = result;
  return (
    <>
      <p class="state"><strong>{STATE_NAMES[result.state]}.</strong> {stateSentence(result)}</p>
      {result.notes.length > 0 && <ul class="notes">{result.notes.map((note) => <li key={note}>{note}</li>)}</ul>}
      <details class="how">
        <summary>How it was computed</summary>
        <dl class="facts">
          <Fact name="Method" value={`${result.method}, width ${result.width}, seed ${result.seed}`} />
          <Fact name="Steps" value={result.steps === result.stepsPlanned ? `${result.steps}` : `${result.steps} of ${result.stepsPlanned}`} />
          <Fact name="Device" value={result.device.name} />
          {result.device.why !== undefined && <Fact name="Why" value={result.device.why} />}
          <Fact name="Analysed" value={`${count(analysed.frames, "frame")} of ${result.clip.frames.toLocaleString("en")}, ${analysed.width} × ${analysed.height}`} />
          <Fact name="Objects" value={analysed.cubes.toLocaleString("en")} />
          <Fact name="Learning speed" value={`${Math.round(result.trainRate).toLocaleString("en")} objects/s`} />
          <Fact name="Scoring speed" value={`${Math.round(result.scoreRate).toLocaleString("en")} objects/s`} />
          <Fact name="Version" value={result.version} />
        </dl>
        <PhaseBar phases={result.phases} />
      </details>
    </>
  );
}
