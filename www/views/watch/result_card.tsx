/** The status "Result": what was found, how sure that is, how it was computed, and how it compares. */
import type { ScoredClip } from "../../session/protocol";
import { ControlTable } from "./control_table";
import { methodEntry } from "./methods";
import { count, duration, hitsOf, PHASE_NAMES, scoredSentence, standsOut, STATE_NAMES, stateSentence, verdictSentence } from "./sentences";
import { shownTrack, watch, type Run } from "./store";

export function ResultCard() {
  const run = watch.run.value;
  const visible = run.kind === "scored" || run.kind === "controlled" || run.kind === "cancelled";
  return (
    <section class={visible ? "card result" : "result-waiting"}>
      <div role="status" aria-label="Result">{visible ? <Verdict run={run} /> : <span class="visually-hidden">No result yet.</span>}</div>
      {run.kind === "scored" && <Details result={run.result} />}
      {(run.kind === "scored" || run.kind === "controlled") && <ControlTable run={run} />}
    </section>
  );
}

function Verdict({ run }: { readonly run: Extract<Run, { kind: "scored" | "controlled" | "cancelled" }> }) {
  const events = watch.events.value;
  const threshold = watch.threshold.value;
  if (events === null && run.kind !== "cancelled") return null;
  const found = events ?? [];
  switch (run.kind) {
    case "cancelled":
      return <p class="lead">{run.provisional === null ? "Cancelled before there was a curve." : `Cancelled at step ${run.provisional.step} of ${run.provisional.steps}. The curve is the last provisional one.`}</p>;
    case "controlled":
      return (
        <>
          <p class="verdict">{standsOut(found, run.track.times, threshold)}</p>
          <p>{methodEntry(run.control).about}</p>
          <p>Scored {count(run.track.times.length, "frame")} in {duration(run.seconds)}.</p>
          <Numbers auroc={run.auroc} />
        </>
      );
    case "scored":
      return (
        <>
          <p class="verdict">{verdictSentence(run.result, found, threshold)}</p>
          <p>{scoredSentence(run.result)}</p>
          <Numbers auroc={run.auroc} />
        </>
      );
  }
}

/** Against the truth, where there is one: the engine's number, then the visitor's. */
function Numbers({ auroc }: { readonly auroc: number | null }) {
  const truth = watch.clip.value?.truth;
  const shown = shownTrack(watch.run.value);
  if (truth == null || shown === null) return null;
  if (truth.events.length === 0) return <p>This scene has nothing odd in it: whatever stands out is a false alarm.</p>;
  const hits = hitsOf(watch.clicks.value, truth, shown.track.times);
  return (
    <dl class="numbers">
      {auroc !== null && <div><dt>AUROC against the scene’s truth</dt><dd>{auroc.toFixed(3)}</dd></div>}
      {hits.clicks > 0 && <div><dt>Your clicks that hit</dt><dd>{hits.hits} of {hits.clicks}</dd></div>}
      {hits.clicks > 0 && <div><dt>Odd events you caught</dt><dd>{hits.caught} of {hits.events}</dd></div>}
    </dl>
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
          {result.phases.map(({ phase, seconds }) => <Fact key={phase} name={PHASE_NAMES[phase]} value={duration(seconds)} />)}
          <Fact name="Analysed" value={`${count(analysed.frames, "frame")} of ${result.clip.frames.toLocaleString("en")}, ${analysed.width} × ${analysed.height}`} />
          <Fact name="Objects" value={analysed.cubes.toLocaleString("en")} />
          <Fact name="Learning speed" value={`${Math.round(result.trainRate).toLocaleString("en")} objects/s`} />
          <Fact name="Scoring speed" value={`${Math.round(result.scoreRate).toLocaleString("en")} objects/s`} />
          <Fact name="Version" value={result.version} />
        </dl>
      </details>
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return <div><dt>{name}</dt><dd>{value}</dd></div>;
}
