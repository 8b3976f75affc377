/** Lesson 3: self-paced refinement. */
import { useState } from "preact/hooks";
import type { SprAnswer, SprMode } from "../../../session/protocol";
import { useAnswer } from "../ask";
import { Axes, frameOf, pathOf, TENTHS } from "../figures/axes";
import { DragLine } from "../figures/drag_line";
import { Figure } from "../figures/figure";
import type { Lesson } from "../lesson";
import { Choice, Controls, Readings, Slider, Stamp } from "../parts";
import { Gallery, SideBySide } from "./spr_live";

/** A batch of four cubes: three that are redrawn well, one that is not. */
const BATCH = [1, 2, 3, 10];
const SHRINK = 5e-3;
/** Where the curve of weights is drawn. */
const MOST = 24;
const PLACES = Array.from({ length: 97 }, (_, i) => 0.25 * i + 0.001);
const MODES = [["mixture", "mixture"], ["hard", "hard"], ["linear", "linear"], ["huber", "huber"]] as const;
const HEIGHT = 240;

function useBatch(scores: readonly number[], step: number, shrink: number, mode: SprMode) {
  return useAnswer("spr", { scores: [...scores], step, shrink, mode, at: PLACES });
}

function Weights({ scores, answer }: { readonly scores: readonly number[]; readonly answer: SprAnswer }) {
  const draw = (width: number) => {
    const frame = frameOf(width, HEIGHT, [0, MOST], [0, 1.06]);
    const mark = (value: number, name: string, line: number) => value <= MOST && (
      <g><line class="plot-threshold" x1={frame.x(value)} x2={frame.x(value)} y1={frame.top} y2={frame.y(0)} /><text x={frame.x(value) + 5} y={frame.top + 14 + 16 * line}>{name}</text></g>
    );
    return (
      <Axes frame={frame} xTicks={[0, 4, 8, 12, 16, 20, 24]} yTicks={TENTHS} xName="Error of a cube" yName="">
        {mark(answer.lambda1, "λ1", 1)}
        {mark(answer.lambda2, "λ2", 2)}
        <path class="plot-line plain" d={pathOf(PLACES, answer.curve, frame)} />
        {scores.map((score, i) => <g key={i}><line class="plot-grid" x1={frame.x(score)} x2={frame.x(score)} y1={frame.y(0)} y2={frame.y(answer.weights[i] ?? 0)} /><circle class="plot-point plain" cx={frame.x(score)} cy={frame.y(answer.weights[i] ?? 0)} r={8} /></g>)}
      </Axes>
    );
  };
  return (
    <Figure
      name="Weight by error" height={() => HEIGHT} draw={draw} caption="Line: the weight of any error. Dots: the cubes of the batch."
      table={<table><caption class="visually-hidden">Weight by error</caption><thead><tr><th scope="col">Error</th><th scope="col">Weight</th></tr></thead><tbody>{scores.map((score, i) => <tr key={i}><th scope="row">{score}</th><td>{(answer.weights[i] ?? 0).toFixed(10)}</td></tr>)}</tbody></table>}
    />
  );
}

const ten = (value: number) => value.toFixed(10);

function Found({ scores, answer }: { readonly scores: readonly number[]; readonly answer: SprAnswer }) {
  return (
    <Readings label="The batch" rows={[
      { name: "Mean μ", value: ten(answer.mean) },
      { name: "Deviation σ", value: ten(answer.deviation), note: answer.guarded ? "no spread to go by: all cubes count" : "divided by N − 1" },
      { name: "λ1 = μ + σ", value: ten(answer.lambda1) },
      { name: "λ2 = max(λ1, μ + (4 − t r) σ)", value: ten(answer.lambda2) },
      { name: "Weights", value: [...answer.weights].map((weight) => (weight === 0 || weight === 1 ? String(weight) : ten(weight))).join(", "), note: `of ${scores.join(", ")}`, main: true },
      { name: "Loss", value: answer.loss.toExponential(10), note: "Σ w s / (N · 15 · 1024): divided by the batch, not by the weights" },
    ]} />
  );
}

type Rate = "5e-3" | "1e-4" | "2e-2";

/** Steps that the slider goes to: as many as the rate needs to be told from the others. */
const LONGEST: Readonly<Record<Rate, number>> = { "5e-3": 600, "1e-4": 4000, "2e-2": 600 };

function Toy() {
  const [rate, setRate] = useState<Rate>("5e-3");
  const [step, setStep] = useState(100);
  const told = useBatch(BATCH, step, Number(rate), "mixture");
  const turn = (to: Rate) => {
    setRate(to);
    setStep(Math.min(step, LONGEST[to]));
  };
  return (
    <>
      <Controls>
        <Slider label="t: steps of refinement" min={0} max={LONGEST[rate]} step={10} value={step} onChange={setStep} />
        <Choice label="r: shrink rate" value={rate} onChange={turn} options={[["5e-3", "5e-3 (Ped2, ShanghaiTech)"], ["1e-4", "1e-4 (Ped1, Avenue)"], ["2e-2", "2e-2"]]} />
      </Controls>
      {told !== null && <><Weights scores={BATCH} answer={told.answer} /><Found scores={BATCH} answer={told.answer} /></>}
      <Stamp seconds={told?.seconds ?? null} seeded={false} />
    </>
  );
}

function Modes() {
  const [mode, setMode] = useState<SprMode>("linear");
  const [step, setStep] = useState(100);
  const told = useBatch(BATCH, step, SHRINK, mode);
  return (
    <>
      <Controls>
        <Choice label="Mode" value={mode} onChange={setMode} options={MODES} />
        <Slider label="t: steps of refinement" min={0} max={600} step={10} value={step} onChange={setStep} />
      </Controls>
      {told !== null && <><Weights scores={BATCH} answer={told.answer} /><Found scores={BATCH} answer={told.answer} /></>}
      <Stamp seconds={told?.seconds ?? null} seeded={false} />
    </>
  );
}

function Own() {
  const [scores, setScores] = useState<readonly number[]>([2, 2, 9, 10]);
  const [step, setStep] = useState(600);
  const told = useBatch(scores, step, SHRINK, "mixture");
  return (
    <>
      <Controls>
        <Slider label="t: steps of refinement" min={0} max={600} step={10} value={step} onChange={setStep} />
        <button type="button" class="button small" onClick={() => setScores([2, 2, 2, 2])}>All equal</button>
        <button type="button" class="button small" onClick={() => setScores([2, 2, 9, 10])}>Half odd</button>
        <button type="button" class="button small" onClick={() => setScores(BATCH)}>One odd</button>
      </Controls>
      <DragLine name="Errors of the batch" values={scores} span={[0, MOST]} ticks={[0, 6, 12, 18, 24]} xName="Cube" yName="Error" caption="Drag the four cubes’ errors, or use the arrow keys." onChange={setScores} />
      {told !== null && <><Weights scores={scores} answer={told.answer} /><Found scores={scores} answer={told.answer} /></>}
      <Stamp seconds={told?.seconds ?? null} seeded={false} />
    </>
  );
}

export const SPR: Lesson = {
  number: 3,
  slug: "3-spr",
  title: "Dropping the hard ones: SPR",
  minutes: 7,
  about: "A network that learns from the clip it judges must not learn the odd as well: four cubes, two thresholds, then 600 cubes live.",
  steps: [
    {
      slug: "batch", title: "Four cubes", Body: Toy,
      predict: { ask: "Errors 1, 2, 3 and 10. After how many steps does the 10 count nothing?", options: ["At once", "After some 500 steps", "Never"], right: 1, because: "λ2 comes down from 20.3; between steps 500 and 510 it passes below 10." },
      takeaway: "What is redrawn badly counts less and less. The rate r decides whether anything is dropped at all: at 1e-4, as on two of the paper’s sets, the thresholds hardly meet.",
      check: { ask: "The cube with error 10 is a wheelchair user who belongs there. What happens to it?", options: ["It is kept: it is not odd", "It is dropped like any other"], right: 1, because: "The rule knows errors alone. Rare and odd look the same to it." },
    },
    {
      slug: "modes", title: "Four modes", Body: Modes,
      predict: { ask: "In which mode does even the best cube count less than fully?", options: ["hard", "linear", "huber", "mixture"], right: 1, because: "Linear is 1 − s/λ: only an error of 0 has weight 1. Huber never reaches 0, hard knows nothing between." },
      takeaway: "Mixture keeps the easy ones whole, drops the hard ones, and is soft between.",
      check: { ask: "In which mode is nothing ever dropped?", options: ["hard", "linear", "huber", "mixture"], right: 2, because: "λ/s falls, but never to 0." },
    },
    {
      slug: "majority", title: "When half is odd", Body: Own,
      predict: { ask: "Two of four cubes are odd: errors 2, 2, 9, 10. In the end SPR drops …", options: ["both", "one of them", "neither"], right: 2, because: "μ + σ is 10.10: with so many odd ones the mean and the deviation grow past them." },
      takeaway: "SPR sharpens a majority. Where most of the batch is not normal, it sharpens nothing.",
      check: { ask: "All cubes have the same error. Their weights should be …", options: ["0: none is below λ", "1: none stands out"], right: 1, because: "Taken literally the rule drops them all, since s = λ. A guard keeps them: no spread, no judgement." },
    },
    {
      slug: "live", title: "With and without", Body: SideBySide,
      predict: { ask: "Two networks, the same 600 cubes and the same seed; one of them drops hard cubes from step 41 on. The AUC of its errors is …", options: ["higher", "the same", "lower", "one of these: a run has to tell"], right: 3, because: "The rule drops what is hard, right or wrong. Whether that helps depends on who is hard here: run five seeds before you say it." },
      takeaway: "A method is compared with itself without the new part, from the same start, and over several seeds.",
      check: { ask: "Why does the weight of one and the same cube jump from step to step?", options: ["A mistake", "Mean and deviation are those of its batch, and each batch is another"], right: 1, because: "Eight cubes make a rough mean. With 256 a batch, as published, the thresholds are steadier." },
    },
    {
      slug: "dropped", title: "Who was dropped?", Body: Gallery,
      predict: { ask: "A wheelchair user, a pram and a dog cross the square: rare, and nothing odd. SPR …", options: ["keeps them: nothing is wrong with them", "treats them by their errors alone"], right: 1, because: "No truth reaches the rule. Your run says how many of them it dropped." },
      takeaway: "Precision and recall say what the rule did. That something is rare is no reason to call it wrong.",
      check: { ask: "Half of the dropped cubes are normal. What happens to them in the end?", options: ["They are no longer scored", "They are scored like all, by a network that learned less from them"], right: 1, because: "Dropping concerns learning alone. Their errors stay larger, so they rank higher: some become false alarms." },
    },
  ],
};
