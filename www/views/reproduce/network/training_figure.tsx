/** The figure "Loss and AUC while learning": what each step lost, what each epoch was worth on the test videos. */
import { LinePlot, type NamedLine } from "../../../charts/line_figure";
import type { StepLosses } from "../../../session/protocol";
import { network, type TrainingTrace } from "./store";

/** Pixels. */
const HEIGHT = 180;

export function TrainingFigure() {
  const trace = network.trace.value;
  if (trace === null || trace.steps.length === 0) return null;
  const { steps, epochs, outcome, method, seed, seconds } = trace;
  const measured = epochs.filter(({ auroc }) => auroc !== null);
  const perEpoch = (steps.at(-1)?.step ?? 0) / Math.max(1, epochs.length);
  return (
    <figure class="training-figure" aria-label="Loss and AUC while learning">
      <h3>{TITLES[method]}</h3>
      <LinePlot
        height={HEIGHT} x={steps.map(({ step }) => step)} span={[0, 0.8]}
        lines={[
          { name: "whole loss", values: steps.map(({ total }) => total), colour: "--accent" },
          ...shownTerms(steps),
        ]}
      />
      {measured.length > 0 && (
        <>
          <h3>AUC on the test videos</h3>
          <LinePlot
            height={HEIGHT} x={measured.map(({ epoch }) => epoch * perEpoch)} span={[0.4, 1]}
            lines={[
              { name: "all frames", values: measured.map(({ auroc }) => auroc ?? NaN), colour: "--accent" },
              { name: "abnormal videos alone", values: measured.map(({ aurocAbnormal }) => aurocAbnormal ?? NaN), colour: "--text", dash: [6, 4] },
              { name: "each video’s mean", values: measured.map(({ aurocVideoMean }) => aurocVideoMean ?? NaN), colour: "--line", dash: [2, 3] },
            ]}
          />
        </>
      )}
      <figcaption>
        Step {steps.at(-1)?.step.toLocaleString("en")} of {steps.at(-1)?.steps.toLocaleString("en")}, seed {seed}, {seconds.toFixed(1)} s.
        {outcome.length > 0 && " The last epoch is the result; choosing the best on the test videos would flatter it. The weights lie on their field: press “Score features”."}
      </figcaption>
      {outcome.length > 0 && <Outcome lines={outcome} />}
      <LossTable trace={trace} />
      <EpochTable trace={trace} />
    </figure>
  );
}

function Outcome({ lines }: { readonly lines: readonly string[] }) {
  return <ul class="outcome" aria-label="Epochs that stand out">{lines.map((line) => <li key={line}>{line.replaceAll(/ {2,}/g, ": ")}</li>)}</ul>;
}

const TITLES: Readonly<Record<TrainingTrace["method"], string>> = { lanet: "Loss", dsanet: "Loss: DSANet head, demo encoder, no CLIP" };
/** Terms that are drawn beside the whole loss; the table has all. */
const DRAWN: readonly Pick<NamedLine, "colour" | "dash">[] = [{ colour: "--text", dash: [6, 4] }, { colour: "--line", dash: [2, 3] }];

function shownTerms(steps: readonly StepLosses[]): readonly NamedLine[] {
  const names = steps[0]?.terms.map(({ name }) => name) ?? [];
  return DRAWN.slice(0, names.length).map((style, place) => ({ name: names[place] ?? "", values: steps.map(({ terms }) => terms[place]?.value ?? NaN), ...style }));
}

/** Every term of the first and of the last step. */
function LossTable({ trace: { steps } }: { readonly trace: TrainingTrace }) {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <details class="curve-table">
      <summary>Every loss by its term</summary>
      <table>
        <caption class="visually-hidden">Losses of the first and the last step, unweighted but for the whole</caption>
        <thead><tr><th scope="col">Loss</th><th scope="col">First step</th><th scope="col">Step {last.step}</th></tr></thead>
        <tbody>
          <tr><th scope="row">whole</th><td>{first.total.toFixed(4)}</td><td>{last.total.toFixed(4)}</td></tr>
          {first.terms.map(({ name, value }, place) => <tr key={name}><th scope="row">{name}</th><td>{value.toFixed(4)}</td><td>{last.terms[place]?.value.toFixed(4)}</td></tr>)}
        </tbody>
      </table>
    </details>
  );
}

function EpochTable({ trace: { epochs } }: { readonly trace: TrainingTrace }) {
  const number = (value: number | null) => value?.toFixed(4) ?? "";
  return (
    <details class="curve-table">
      <summary>Every epoch as a table</summary>
      <table>
        <caption class="visually-hidden">Mean loss and AUC of every epoch</caption>
        <thead><tr><th scope="col">Epoch</th><th scope="col">Loss</th><th scope="col">AUC, all frames</th><th scope="col">AUC, abnormal videos</th><th scope="col">AUC, video means</th></tr></thead>
        <tbody>{epochs.map((epoch) => <tr key={epoch.epoch}><th scope="row">{epoch.epoch}</th><td>{epoch.loss.toFixed(4)}</td><td>{number(epoch.auroc)}</td><td>{number(epoch.aurocAbnormal)}</td><td>{number(epoch.aurocVideoMean)}</td></tr>)}</tbody>
      </table>
    </details>
  );
}
