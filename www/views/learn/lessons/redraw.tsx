/** Lesson 2: a network that learns to redraw what it is shown, and what becomes of the odd. */
import { useState } from "preact/hooks";
import type { RedrawAnswer } from "../../../session/protocol";
import { place } from "../address";
import { RedrawTiles } from "../figures/cube_tiles";
import { StepLines } from "../figures/step_lines";
import { LearnButton, made, runOf, secondsOf, type Run, type Wanted } from "../learning";
import type { Lesson } from "../lesson";
import { Choice, Controls, FiveSeeds, Readings, Slider, Stamp } from "../parts";
import { Settled } from "./redraw_trace";

/** Shares of odd objects that can be tried. */
const SHARES = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6] as const;
const START_SHARE = 1;
/** Odd frames among the frames of the comparison. */
const FRAME_SHARE = 0.1;

const percent = (share: number) => `${Math.round(100 * share)} %`;
const three = (value: number | null) => value?.toFixed(3) ?? "undefined";
const objects = (odd: number): Wanted => ({ odd, material: "objects", refine: false });
const WHOLE: Wanted = { odd: FRAME_SHARE, material: "whole-frames", refine: false };
const CUT: Wanted = { odd: FRAME_SHARE, material: "objects-of-frames", refine: false };

const NOTE = "LBR (small): a quarter of the paper’s width, 240 steps of 8 cubes; rendered scenes, boxes from their script";

function last(answer: RedrawAnswer) {
  return answer.looks.at(-1) ?? { normal: NaN, odd: NaN, auroc: NaN };
}

/** Where a control is as good as the network, the text says so. */
function beside(auc: number, controls: readonly (readonly [name: string, auc: number])[]): string {
  const winners = controls.filter(([, control]) => control >= auc).map(([name, control]) => `${name} (${control.toFixed(3)})`);
  return winners.length === 0 ? "In this run no control reaches the network’s AUC." : `In this run ${winners.join(" and ")} does as well as the network (${auc.toFixed(3)}) or better: its number says little.`;
}

/** Differences smaller than this are called none. */
const NO_DIFFERENCE = 0.005;

function cutting(whole: number, cut: number): string {
  const difference = cut - whole;
  if (Math.abs(difference) < NO_DIFFERENCE) return "In this run cutting makes no difference to the AUC by frame.";
  return `In this run the AUC by frame is ${Math.abs(difference).toFixed(3)} ${difference > 0 ? "higher" : "lower"} with objects than with whole frames.`;
}

function Parting({ run: { answer } }: { readonly run: Run }) {
  return (
    <StepLines
      name="Mean error over the steps" log yName="Error of a cube" steps={answer.looks.map(({ step }) => step)}
      lines={[{ name: "odd", values: answer.looks.map(({ odd }) => odd), odd: true }, { name: "normal", values: answer.looks.map(({ normal }) => normal) }]}
      caption={`${answer.cubes} cubes, ${answer.odd} of them odd; up to 48 of either sort are scored every 40 steps. The scale goes by powers of ten. The network is never told which is which.`}
    />
  );
}

function Share() {
  const [at, setAt] = useState(START_SHARE);
  const share = SHARES[at] ?? SHARES[START_SHARE];
  const run = runOf(objects(share));
  const done = SHARES.flatMap((tried) => {
    const found = runOf(objects(tried));
    return found === undefined ? [] : [{ tried, answer: found.answer }];
  });
  return (
    <>
      <Controls><Slider label="Odd share" min={0} max={SHARES.length - 1} step={1} value={at} shown={percent(share)} onChange={setAt} /></Controls>
      <LearnButton name={`Learn with ${percent(share)} odd`} wanted={[objects(share)]} />
      {run !== undefined && (
        <>
          <Parting run={run} />
          <Readings label="In the end" rows={[
            { name: "Mean error, normal", value: last(run.answer).normal.toFixed(1) },
            { name: "Mean error, odd", value: last(run.answer).odd.toFixed(1) },
            { name: "Odd over normal", value: (last(run.answer).odd / last(run.answer).normal).toFixed(2), main: true },
            { name: "AUC of the error", value: three(run.answer.auroc), note: "how often an odd cube has the larger error, all cubes", main: true },
            { name: "AUC before the first step", value: three(run.answer.looks[0]?.auroc ?? null), note: "a control: a network that has learned nothing" },
            { name: "AUC of copying the centre frame", value: three(run.answer.frameCopy), note: "a control: no network at all" },
          ]} />
          <p class="hint">{beside(run.answer.auroc, [["the untrained network", run.answer.looks[0]?.auroc ?? NaN], ["copying the centre frame", run.answer.frameCopy]])}</p>
          <Stamp seconds={run.seconds} note={NOTE} />
        </>
      )}
      {done.length > 1 && (
        <div class="table-scroll" tabIndex={0} role="group" aria-label="Your runs">
          <table class="learn-wide">
            <caption>Your runs with seed {place.value.seed}</caption>
            <thead><tr><th scope="col">Odd share</th><th scope="col">Normal</th><th scope="col">Odd</th><th scope="col">Odd over normal</th><th scope="col">AUC</th></tr></thead>
            <tbody>{done.map(({ tried, answer }) => <tr key={tried}><th scope="row">{percent(tried)}</th><td>{last(answer).normal.toFixed(1)}</td><td>{last(answer).odd.toFixed(1)}</td><td>{(last(answer).odd / last(answer).normal).toFixed(2)}</td><td>{answer.auroc.toFixed(3)}</td></tr>)}</tbody>
          </table>
        </div>
      )}
      <FiveSeeds key={share} slow columns={["odd over normal", "AUC", "frame copied"]} run={async (seed) => {
        const { answer, seconds } = await made(objects(share), seed);
        return { values: [last(answer).odd / last(answer).normal, answer.auroc, answer.frameCopy], seconds };
      }} />
    </>
  );
}

type Few = "0.05" | "0.6";

function Tiles() {
  const [share, setShare] = useState<Few>("0.05");
  const wanted = objects(Number(share));
  const run = runOf(wanted);
  return (
    <>
      <Controls><Choice label="Odd share" value={share} onChange={setShare} options={[["0.05", "5 %"], ["0.6", "60 %"]]} /></Controls>
      <LearnButton name={`Learn with ${percent(Number(share))} odd`} wanted={[wanted]} />
      {run !== undefined && (
        <>
          <RedrawTiles name="Input, redraw, error" cubes={run.answer.examples} caption="Of either sort the cubes at 10, 50 and 90 % of its errors: first the normal ones, then the odd. The third picture shows where input and redraw differ, on one scale for all; of five frames the middle one is shown." />
          <Stamp seconds={run.seconds} note={NOTE} />
        </>
      )}
      <p class="hint">The four pictures before and after the middle one are part of the cube too: what moves in another way is redrawn badly even where it looks usual.</p>
    </>
  );
}

function Frames() {
  const [whole, cut] = [runOf(WHOLE), runOf(CUT)];
  return (
    <>
      <LearnButton name="Learn from both" wanted={[WHOLE, CUT]} />
      {whole !== undefined && cut !== undefined && (
        <>
          <div class="learn-pair">
            <StepLines name="Whole frames" log yName="Error" steps={whole.answer.looks.map(({ step }) => step)} lines={[{ name: "odd frames", values: whole.answer.looks.map(({ odd }) => odd), odd: true }, { name: "normal frames", values: whole.answer.looks.map(({ normal }) => normal) }]} caption={`${whole.answer.cubes} frames shrunk to 32 × 32, ${whole.answer.odd} with somebody odd.`} />
            <StepLines name="Objects of the same frames" log yName="Error" steps={cut.answer.looks.map(({ step }) => step)} lines={[{ name: "odd objects", values: cut.answer.looks.map(({ odd }) => odd), odd: true }, { name: "normal objects", values: cut.answer.looks.map(({ normal }) => normal) }]} caption={`${cut.answer.cubes} cubes, ${cut.answer.odd} odd, each enlarged or shrunk to 32 × 32.`} />
          </div>
          <Readings label="Which frames are odd" rows={[
            { name: "AUC by frame, whole frames", value: three(whole.answer.aurocByFrame), main: true },
            { name: "AUC by frame, worst object", value: three(cut.answer.aurocByFrame), note: "a frame has the largest error of its objects", main: true },
            { name: "Frame copied, whole frames", value: three(whole.answer.frameCopyByFrame), note: "a control: no network" },
            { name: "Frame copied, worst object", value: three(cut.answer.frameCopyByFrame), note: "a control: no network" },
          ]} />
          <p class="hint">{cutting(whole.answer.aurocByFrame ?? NaN, cut.answer.aurocByFrame ?? NaN)} {beside(cut.answer.aurocByFrame ?? NaN, [["copying frames", cut.answer.frameCopyByFrame ?? NaN]])}</p>
          <RedrawTiles name="Whole frames, redrawn" cubes={whole.answer.examples} caption="At 10, 50 and 90 % of the errors: first frames without anybody odd, then frames with." />
          <Stamp seconds={secondsOf([whole, cut])} note={NOTE} />
        </>
      )}
      <FiveSeeds slow columns={["whole frames", "worst object", "copied, whole", "copied, object"]} run={async (seed) => {
        const both = [await made(WHOLE, seed), await made(CUT, seed)];
        return { values: [...both.map(({ answer }) => answer.aurocByFrame ?? NaN), ...both.map(({ answer }) => answer.frameCopyByFrame ?? NaN)], seconds: secondsOf(both) };
      }} />
    </>
  );
}

export const REDRAW: Lesson = {
  number: 2,
  slug: "2-redraw",
  title: "Redraw it: the normality advantage",
  minutes: 6,
  about: "A network that learns to redraw a scene, odd things included, without a label: what is rare stays badly drawn, as long as it is rare.",
  steps: [
    {
      slug: "share", title: "How much may be odd?", Body: Share,
      predict: { ask: "A network learns to redraw all cubes, and 5 % of them are odd. Nobody tells it which. The errors of the odd ones …", options: ["fall like the others: it is shown them too", "fall too, but stay larger", "grow"], right: 1, because: "Every step moves the weights for what fills the batch. The odd ones get little of it, and what they share with the rest." },
      takeaway: "No label is needed where the odd is rare and looks different: what fills the batches is learned first.",
      check: { ask: "The odd share grows from 5 to 60 %. What is the network’s “normal” now?", options: ["Still people walking: they are normal", "Whatever fills its batches, the odd included"], right: 1, because: "It has no other source. Normal means frequent to it; your table shows how far the two errors come together." },
    },
    {
      slug: "tiles", title: "Input, redraw, error", Body: Tiles,
      predict: { ask: "A cube is redrawn badly. What does that say about it?", options: ["It is odd", "It is unlike most, or hard to draw"], right: 1, because: "Stripes, bright clothes and quick limbs cost error as well. Look at the normal cubes at 90 %." },
      takeaway: "Error means unlike and hard to draw. Odd is what we hope it means.",
      check: { ask: "Two clips, two networks: 80 in one and 40 in the other. Which object is odder?", options: ["The one with 80", "The numbers do not compare"], right: 1, because: "Each error is made by a network that knows its own clip alone. Only ranks within a clip mean something." },
    },
    {
      slug: "frames", title: "Whole frames or objects", Body: Frames,
      predict: { ask: "The same network, the same frames: once shrunk whole to 32 × 32, once cut into objects. In a whole frame somebody odd covers …", options: ["most of the picture", "a few of its 1024 pixels"], right: 1, because: "A person of 60 rows in 240 keeps 8 rows of 32. The error of a frame is made elsewhere." },
      takeaway: "Cut out, the odd one fills its picture; but then a single usual object that is hard to draw can raise a whole frame.",
      check: { ask: "Which price does cutting have?", options: ["None", "What no box holds is never looked at"], right: 1, because: "Here the scene’s script gives perfect boxes. A detector that misses an object hides it from the score." },
    },
    {
      slug: "settled", title: "Settled is not right", Body: Settled,
      predict: { ask: "A ranking no longer changes from checkpoint to checkpoint. It is …", options: ["right", "finished, right or wrong"], right: 1, because: "On clip 12 the ranking settles while the AUROC falls below chance: from step 200 on both go their ways." },
      takeaway: "A loss that falls and a ranking that settles say that learning is over. Neither says what was learned.",
      check: { ask: "You have one clip and no labels. What can you report honestly?", options: ["The AUC", "What stands out, and whether the ranking still moves"], right: 1, because: "Without labels there is no AUC. That is why the page calls a result settled, and never right." },
    },
  ],
};
