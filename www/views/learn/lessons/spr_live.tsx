/** Lesson 3, live: LBR and LBR-SPR from one seed on the same cubes, the weights of every step, and who was dropped. */
import { useState } from "preact/hooks";
import type { RedrawAnswer, RedrawStep } from "../../../session/protocol";
import { Axes, frameOf, TENTHS } from "../figures/axes";
import { DroppedTiles } from "../figures/cube_tiles";
import { Figure } from "../figures/figure";
import { StepLines } from "../figures/step_lines";
import { LearnButton, made, runOf, secondsOf, type Wanted } from "../learning";
import { Controls, FiveSeeds, Readings, Slider, Stamp } from "../parts";

/** Odd cubes among the 600. */
const SHARE = 0.1;
const LBR: Wanted = { odd: SHARE, material: "objects", refine: false };
const SPR: Wanted = { odd: SHARE, material: "objects", refine: true };
const HEIGHT = 250;
const NOTE = "LBR and LBR-SPR (small): a quarter of the paper’s width, 240 steps of 8 cubes; rendered scenes, boxes from their script";

const three = (value: number | null) => value?.toFixed(3) ?? "undefined";

export function SideBySide() {
  const [plain, refined] = [runOf(LBR), runOf(SPR)];
  return (
    <>
      <LearnButton name="Learn with and without SPR" wanted={[LBR, SPR]} />
      {plain !== undefined && refined !== undefined && (
        <>
          <Both plain={plain.answer} refined={refined.answer} />
          <Moving answer={refined.answer} />
          <Stamp seconds={secondsOf([plain, refined])} note={NOTE} />
        </>
      )}
      <FiveSeeds slow columns={["AUC, LBR", "AUC, LBR-SPR", "difference"]} run={async (seed) => {
        const both = [await made(LBR, seed), await made(SPR, seed)];
        const [one, other] = both.map(({ answer }) => answer.auroc);
        return { values: [one ?? NaN, other ?? NaN, (other ?? NaN) - (one ?? NaN)], seconds: secondsOf(both) };
      }} />
    </>
  );
}

function Both({ plain, refined }: { readonly plain: RedrawAnswer; readonly refined: RedrawAnswer }) {
  const [ours, theirs] = [plain.looks.at(-1), refined.looks.at(-1)];
  if (ours === undefined || theirs === undefined) return null;
  const ratio = ({ odd, normal }: { readonly odd: number; readonly normal: number }) => (odd / normal).toFixed(2);
  return (
    <>
      <StepLines
        name="Mean error, with and without SPR" log yName="Error of a cube" steps={plain.looks.map(({ step }) => step)} marks={[{ step: refined.warmUp, name: "SPR begins" }]}
        lines={[
          { name: "odd, LBR-SPR", values: refined.looks.map(({ odd }) => odd), odd: true },
          { name: "normal, LBR-SPR", values: refined.looks.map(({ normal }) => normal) },
          { name: "odd, LBR", values: plain.looks.map(({ odd }) => odd), odd: true, dashed: true },
          { name: "normal, LBR", values: plain.looks.map(({ normal }) => normal), dashed: true },
        ]}
        caption={`The same ${plain.cubes} cubes, ${plain.odd} odd, the same start values and the same batches. Until SPR begins both runs are one.`}
      />
      <div class="table-scroll" tabIndex={0} role="group" aria-label="Side by side">
        <table class="learn-wide">
          <caption>In the end</caption>
          <thead><tr><th scope="col"></th><th scope="col">Normal</th><th scope="col">Odd</th><th scope="col">Odd over normal</th><th scope="col">AUC</th></tr></thead>
          <tbody>
            <tr><th scope="row">LBR</th><td>{ours.normal.toFixed(1)}</td><td>{ours.odd.toFixed(1)}</td><td>{ratio(ours)}</td><td>{plain.auroc.toFixed(3)}</td></tr>
            <tr><th scope="row">LBR-SPR</th><td>{theirs.normal.toFixed(1)}</td><td>{theirs.odd.toFixed(1)}</td><td>{ratio(theirs)}</td><td>{refined.auroc.toFixed(3)}</td></tr>
            <tr><th scope="row">Frame copied</th><td></td><td></td><td></td><td>{plain.frameCopy.toFixed(3)}</td></tr>
          </tbody>
        </table>
      </div>
      <p class="hint">{compared(plain.auroc, refined.auroc)} One seed says little: run five.</p>
    </>
  );
}

/** Differences smaller than this are called none. */
const NO_DIFFERENCE = 0.005;

function compared(plain: number, refined: number): string {
  const difference = refined - plain;
  if (Math.abs(difference) < NO_DIFFERENCE) return "In this run SPR makes no difference to the AUC.";
  return `In this run the AUC with SPR is ${Math.abs(difference).toFixed(3)} ${difference > 0 ? "higher" : "lower"} than without.`;
}

/** The batch of any step: errors, weights and where the thresholds stand. */
function Moving({ answer }: { readonly answer: RedrawAnswer }) {
  const [at, setAt] = useState(answer.warmUp + 1);
  const step = answer.steps[at - 1];
  if (step === undefined) return null;
  const most = 1.1 * Math.max(step.lambda2 ?? 0, ...step.scores);
  return (
    <>
      <Controls><Slider label="Step" min={1} max={answer.steps.length} step={1} value={at} onChange={setAt} /></Controls>
      <Weighed step={step} most={most} number={at} />
      <StepLines
        name="Both thresholds over the steps" yName="Error" log steps={answer.steps.map((_, i) => i + 1)} marks={[{ step: at, name: `step ${at}` }]}
        lines={[{ name: "λ1", values: answer.steps.map(({ lambda1 }) => lambda1) }, { name: "λ2", values: answer.steps.map(({ lambda2 }) => lambda2), dashed: true }]}
        caption="Each batch has its own mean and deviation, so both thresholds jump; λ2 comes down to λ1 half-way through. From λ2 on a cube counts nothing."
      />
      <Readings label="The step" rows={[
        { name: "Loss", value: step.loss.toExponential(3) },
        { name: "λ1", value: step.lambda1?.toFixed(1) ?? "not yet" },
        { name: "λ2", value: step.lambda2?.toFixed(1) ?? "not yet" },
        { name: "Dropped", value: `${Math.round(step.droppedShare * step.weights.length)} of ${step.weights.length}`, main: true },
      ]} />
    </>
  );
}

function Weighed({ step: { scores, weights, truth, lambda1, lambda2 }, most, number }: { readonly step: RedrawStep; readonly most: number; readonly number: number }) {
  const draw = (width: number) => {
    const frame = frameOf(width, HEIGHT, [0, most], [0, 1.06]);
    const mark = (value: number | null, name: string, row: number) => value !== null && value <= most && (
      <g><line class="plot-threshold" x1={frame.x(value)} x2={frame.x(value)} y1={frame.top} y2={frame.y(0)} /><text x={frame.x(value) + 5} y={frame.top + 14 + 16 * row}>{name}</text></g>
    );
    return (
      <Axes frame={frame} xTicks={[0, 0.25, 0.5, 0.75, 1].map((share) => share * most)} yTicks={TENTHS} xName="Error of a cube" yName="">
        {mark(lambda1, "λ1", 1)}
        {mark(lambda2, "λ2", 2)}
        {[...scores].map((score, i) => <circle key={i} class={truth[i] === 1 ? "plot-point" : "plot-point plain"} cx={frame.x(score)} cy={frame.y(weights[i] ?? 0)} r={truth[i] === 1 ? 9 : 6} />)}
      </Axes>
    );
  };
  return (
    <Figure
      name="Weight by error, step by step" height={() => HEIGHT} draw={draw} caption={`The batch of step ${number}. Large coloured dots: odd cubes, which the rule does not know. The scale is that of the batch.`}
      table={<table><caption class="visually-hidden">Weight by error</caption><thead><tr><th scope="col">Error</th><th scope="col">Weight</th><th scope="col">Truth</th></tr></thead><tbody>{[...scores].map((score, i) => <tr key={i}><th scope="row">{score.toFixed(1)}</th><td>{(weights[i] ?? 0).toFixed(3)}</td><td>{truth[i] === 1 ? "odd" : "normal"}</td></tr>)}</tbody></table>}
    />
  );
}

export function Gallery() {
  const run = runOf(SPR);
  return (
    <>
      <LearnButton name="Learn with SPR" wanted={[SPR]} />
      {run !== undefined && <Found answer={run.answer} />}
      {run !== undefined && <Stamp seconds={run.seconds} note={NOTE} />}
      <FiveSeeds slow columns={["precision", "recall", "rare ones dropped"]} run={async (seed) => {
        const { answer, seconds } = await made(SPR, seed);
        return { values: [answer.precision ?? NaN, answer.recall ?? NaN, rareOf(answer).dropped], seconds };
      }} />
    </>
  );
}

function rareOf({ kinds }: RedrawAnswer): { readonly cubes: number; readonly dropped: number } {
  const rare = kinds.filter((kind) => kind.rare);
  const sum = (of: (kind: (typeof rare)[number]) => number) => rare.reduce((total, kind) => total + of(kind), 0);
  return { cubes: sum(({ cubes }) => cubes), dropped: sum(({ dropped }) => dropped) };
}

function Found({ answer }: { readonly answer: RedrawAnswer }) {
  const rare = rareOf(answer);
  const names = answer.kinds.filter((kind) => kind.rare && kind.dropped > 0).map(({ kind }) => kind);
  const shown = answer.dropped.length < answer.droppedCubes ? `${answer.dropped.length} of the ${answer.droppedCubes}` : `All ${answer.droppedCubes}`;
  return (
    <>
      <Readings label="What was dropped" rows={[
        { name: "Dropped", value: `${answer.droppedCubes} of ${answer.cubes}`, note: "weight 0 when they were last learned from" },
        { name: "Precision", value: three(answer.precision), note: `${answer.hits} of ${answer.droppedCubes} dropped cubes are odd`, main: true },
        { name: "Recall", value: three(answer.recall), note: `${answer.hits} of ${answer.odd} odd cubes were dropped`, main: true },
      ]} />
      <p>{rare.dropped > 0
        ? `Rare and harmless, dropped all the same in this run: ${rare.dropped} of ${rare.cubes} cubes (${names.join(", ")}).`
        : `In this run none of the ${rare.cubes} cubes of rare and harmless people was dropped; another seed may drop some.`}</p>
      {answer.dropped.length > 0 && <DroppedTiles name="Dropped cubes" cubes={answer.dropped} caption={`${shown} dropped cubes, rare ones first, then the largest errors. Hit or miss by the scene’s script.`} />}
      <div class="table-scroll" tabIndex={0} role="group" aria-label="By what they show">
        <table class="learn-wide">
          <caption>By what they show</caption>
          <thead><tr><th scope="col">Cube</th><th scope="col">Sort</th><th scope="col">Cubes</th><th scope="col">Dropped</th></tr></thead>
          <tbody>{answer.kinds.map(({ kind, odd, rare: seldom, cubes, dropped }) => <tr key={kind}><th scope="row">{kind}</th><td>{odd ? "odd" : seldom ? "rare" : "usual"}</td><td>{cubes}</td><td>{dropped}</td></tr>)}</tbody>
        </table>
      </div>
    </>
  );
}
