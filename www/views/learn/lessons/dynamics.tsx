/** Lesson 6: discriminative dynamics learning. */
import { useState } from "preact/hooks";
import type { DynamicsAnswer, StopGradient } from "../../../session/protocol";
import { useAnswer, type Told } from "../ask";
import { TENTHS, UNIT } from "../figures/axes";
import { DragLine } from "../figures/drag_line";
import type { Lesson } from "../lesson";
import { Choice, Controls, Readings, Slider, Stamp } from "../parts";
import { Ablation } from "./dynamics_trace";

/** Two videos of five snippets that anybody can work out by hand: scores, and features of two columns. */
const SNIPPETS = 5;
const ODD_SCORES = [0.1, 0.2, 0.7, 0.6, 0.2];
const NORMAL_SCORES = [0.05, 0.1, 0.05, 0.02, 0.04];
const FEATURES = [1, 0, 0.8, 0.6, 0, 1, 0, 1, 1, 0, 1, 0, 0.96, 0.28, 1, 0, 0.6, 0.8, -1, 0];

interface Setting {
  readonly zeta: number;
  readonly lambda1: number;
  readonly lambda2: number;
  readonly eps: number;
  readonly detach: StopGradient;
  readonly descend: number;
}
const DEFAULTS: Setting = { zeta: 0.5, lambda1: 0.1, lambda2: 0.1, eps: 1e-6, detach: "none", descend: 0 };

function useLosses(odd: readonly number[], normal: readonly number[], setting: Setting): Told<DynamicsAnswer> | null {
  return useAnswer("dynamics", { scores: [...odd, ...normal], features: FEATURES, ...setting });
}

const digits = (value: number) => value.toFixed(12);
const half = (values: ArrayLike<number>, which: 0 | 1) => {
  const all = Array.from(values);
  return which === 0 ? all.slice(0, all.length / 2) : all.slice(all.length / 2);
};

interface Drawn {
  readonly odd: readonly number[];
  readonly normal: readonly number[];
}
const START: Drawn = { odd: ODD_SCORES, normal: NORMAL_SCORES };

function Curves({ scores, onChange, slopes }: { readonly scores: Drawn; readonly onChange?: (scores: Drawn) => void; readonly slopes?: Float64Array }) {
  return (
    <div class="learn-pair">
      <DragLine name="Scores of the odd video" odd values={scores.odd} span={UNIT} ticks={TENTHS} yName="s" caption={onChange === undefined ? "A video with an event." : "A video with an event. Drag the points, or use the arrow keys."} {...(onChange !== undefined && { onChange: (odd: readonly number[]) => onChange({ ...scores, odd }) })} {...(slopes !== undefined && { pushes: half(slopes, 0).map((slope) => -slope) })} />
      <DragLine name="Scores of the normal video" values={scores.normal} span={UNIT} ticks={TENTHS} yName="s" caption="A video without any event." {...(onChange !== undefined && { onChange: (normal: readonly number[]) => onChange({ ...scores, normal }) })} {...(slopes !== undefined && { pushes: half(slopes, 1).map((slope) => -slope) })} />
    </div>
  );
}

function StepTable({ answer, which }: { readonly answer: DynamicsAnswer; readonly which: 0 | 1 }) {
  const name = which === 0 ? "odd video" : "normal video";
  const line = (title: string, values: readonly number[]) => <tr><th scope="row">{title}</th>{values.map((value, t) => <td key={t}>{value.toFixed(4)}</td>)}</tr>;
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={`Dynamics of the ${name}`}>
      <table class="learn-wide">
        <caption>Dynamics of the {name}</caption>
        <thead><tr><th scope="col">Step</th>{Array.from({ length: SNIPPETS - 1 }, (_, t) => <th key={t} scope="col">{t}–{t + 1}</th>)}</tr></thead>
        <tbody>{line("Δs, scores", half(answer.scoreDynamics, which))}{line("Δf, features", half(answer.featureDynamics, which))}</tbody>
      </table>
    </div>
  );
}

function Reset({ onReset }: { readonly onReset: () => void }) {
  return <button type="button" class="button small" onClick={onReset}>Back to the worked example</button>;
}

function Dynamics() {
  const [scores, setScores] = useState(START);
  const told = useLosses(scores.odd, scores.normal, DEFAULTS);
  return (
    <>
      <Controls><Reset onReset={() => setScores(START)} /></Controls>
      <Curves scores={scores} onChange={setScores} />
      {told !== null && <><StepTable answer={told.answer} which={0} /><StepTable answer={told.answer} which={1} /></>}
      {told !== null && <Readings label="Losses" rows={[{ name: "L_MIL", value: digits(told.answer.mil), note: "from the highest score of each video", main: true }]} />}
      <Stamp seconds={told?.seconds ?? null} seeded={false} />
    </>
  );
}

function Ranking() {
  const [scores, setScores] = useState(START);
  const [zeta, setZeta] = useState(DEFAULTS.zeta);
  const told = useLosses(scores.odd, scores.normal, { ...DEFAULTS, zeta });
  return (
    <>
      <Controls>
        <Slider label="ζ: margin" min={0} max={1} step={0.1} value={zeta} shown={zeta.toFixed(1)} onChange={setZeta} />
        <Reset onReset={() => setScores(START)} />
      </Controls>
      <Curves scores={scores} onChange={setScores} />
      {told !== null && <Readings label="Losses" rows={[
        { name: "E^a", value: digits(told.answer.energyOdd), note: "the odd video’s largest Δs, squared" },
        { name: "E^n", value: digits(told.answer.energyNormal), note: "the normal video’s" },
        { name: "L_DR = max(0, ζ − E^a + E^n)", value: digits(told.answer.dr), main: true },
      ]} />}
      <Stamp seconds={told?.seconds ?? null} seeded={false} />
    </>
  );
}

const EPS = ["1e-3", "1e-6", "1e-7"] as const;

function Aligning() {
  const [scores, setScores] = useState(START);
  const [eps, setEps] = useState<(typeof EPS)[number]>("1e-6");
  const told = useLosses(scores.odd, scores.normal, { ...DEFAULTS, eps: Number(eps) });
  return (
    <>
      <Controls>
        <Choice label="ε" value={eps} onChange={setEps} options={EPS.map((value) => [value, value] as const)} />
        <Reset onReset={() => setScores(START)} />
      </Controls>
      <Curves scores={scores} onChange={setScores} />
      {told !== null && (
        <>
          <StepTable answer={told.answer} which={0} />
          <Readings label="Losses" rows={[
            { name: "L_MIL", value: digits(told.answer.mil) },
            { name: "L_DR", value: digits(told.answer.dr) },
            { name: "L_DA = mean of −Δs · ln(Δf + ε)", value: digits(told.answer.da), main: true },
            { name: "L = L_MIL + λ1 L_DR + λ2 L_DA", value: digits(told.answer.total), note: "λ1 = λ2 = 0.1", main: true },
          ]} />
        </>
      )}
      <Stamp seconds={told?.seconds ?? null} seeded={false} />
    </>
  );
}

function Downhill() {
  const [lambda1, setLambda1] = useState(DEFAULTS.lambda1);
  const [lambda2, setLambda2] = useState(DEFAULTS.lambda2);
  const [detach, setDetach] = useState<StopGradient>("none");
  const [descend, setDescend] = useState(0);
  const told = useLosses(ODD_SCORES, NORMAL_SCORES, { ...DEFAULTS, lambda1, lambda2, detach, descend });
  return (
    <>
      <Controls>
        <Slider label="λ1: ranking" min={0} max={2} step={0.1} value={lambda1} shown={lambda1.toFixed(1)} onChange={setLambda1} />
        <Slider label="λ2: aligning" min={0} max={2} step={0.1} value={lambda2} shown={lambda2.toFixed(1)} onChange={setLambda2} />
        <Slider label="Steps downhill" min={0} max={300} step={10} value={descend} onChange={setDescend} />
        <Choice label="L_DA’s gradient stops" value={detach} onChange={setDetach} options={[["none", "nowhere"], ["score", "before the scores"], ["feature", "before the features"]]} />
      </Controls>
      {told !== null && (
        <>
          <Curves scores={{ odd: half(told.answer.scores, 0), normal: half(told.answer.scores, 1) }} slopes={told.answer.slopes} />
          <p class="hint">Arrows: where the losses push each score. There is no network here, the scores themselves move.</p>
          <Readings label="Losses" rows={[
            { name: "L", value: digits(told.answer.total), main: true },
            { name: "L_MIL", value: digits(told.answer.mil) },
            { name: "L_DR", value: digits(told.answer.dr) },
            { name: "L_DA", value: digits(told.answer.da) },
            { name: "E^a − E^n", value: digits(told.answer.energyOdd - told.answer.energyNormal) },
            { name: "dL/ds, odd video", value: half(told.answer.slopes, 0).map((slope) => slope.toFixed(9)).join(", ") },
          ]} />
        </>
      )}
      <Stamp seconds={told?.seconds ?? null} seeded={false} />
    </>
  );
}

export const DYNAMICS: Lesson = {
  number: 6,
  slug: "6-dynamics",
  title: "Dynamics: DDL",
  minutes: 7,
  about: "Two losses on how scores and features move: drag a curve, watch them, and see what they gain.",
  steps: [
    {
      slug: "dynamics", title: "How fast things change", Body: Dynamics,
      predict: { ask: "You lift every score of the odd video by the same amount. Its score dynamics Δs …", options: ["rise", "stay", "fall"], right: 1, because: "Δs is the distance of neighbours. A shift of all of them moves none of the distances; L_MIL moves, though." },
      takeaway: "MIL looks at how high the scores are, the dynamics at how far they move from snippet to snippet.",
      check: { ask: "Neighbouring feature rows are equal. Δf is …", options: ["0", "1", "2"], right: 0, because: "Δf is one minus the cosine: 0 for the same direction, 1 at right angles, 2 for opposite ones." },
    },
    {
      slug: "ranking", title: "L_DR: odd videos move more", Body: Ranking,
      predict: { ask: "The odd video’s largest step is 0.5, the normal one’s 0.05. With a margin of 0.5, is L_DR zero?", options: ["Yes: 0.5 is ten times 0.05", "No: squares are compared"], right: 1, because: "E^a = 0.25 and E^n = 0.0025, so 0.2525 is missing. A step of 0.71 would do." },
      takeaway: "L_DR wants one big step in an odd video and calm in a normal one, up to a margin.",
      check: { ask: "An event fills a whole video, evenly. What does L_DR make of it?", options: ["It fits", "It asks for a step that is not there"], right: 1, because: "Nothing changes inside the event. The loss assumes that odd things begin or end within the video." },
    },
    {
      slug: "aligning", title: "L_DA: scores move where features do", Body: Aligning,
      predict: { ask: "The score jumps where the features stay the same. L_DA …", options: ["rises", "falls", "stays"], right: 0, because: "There −ln(Δf + ε) is largest. Where Δf exceeds 1 it is even negative: a jump is rewarded." },
      takeaway: "L_DA allows a score to jump only where the features change; ε decides how strict it is.",
      check: { ask: "ε goes from 1e-6 to 1e-7 and L_DA grows by a tenth. Why?", options: ["Rounding", "One step has Δf = 0, and −ln ε grew"], right: 1, because: "The odd video’s third step has equal neighbours: its share is −0.1 · ln ε." },
    },
    {
      slug: "downhill", title: "Where the losses push", Body: Downhill,
      predict: { ask: "With L_DA strong, the peak of the odd video …", options: ["grows", "shrinks or flattens"], right: 1, because: "Small steps cost little, so a flat curve is cheap. The slides show it too: peaks of .50 with MIL, .29 with L_DA." },
      takeaway: "The losses pull against each other: MIL lifts, ranking steepens, aligning flattens.",
      check: { ask: "L_DA’s gradient is stopped before the scores. What can it still change?", options: ["Nothing", "The features"], right: 1, because: "It then asks the features to move where the scores do. The scores follow MIL and L_DR alone." },
    },
    {
      slug: "gain", title: "Did it help?", Body: Ablation,
      predict: { ask: "The paper reports +1.5 points by DDL. On another data set, with five seeds, you expect …", options: ["the same gain", "a smaller gain", "perhaps none"], right: 2, because: "On ShanghaiTech-weak it is none: −0.4 points, inside the seeds’ spread. Another set, other features, our code." },
      takeaway: "An ablation is a claim about one set and its seeds: without the spread it is an anecdote.",
      check: { ask: "Five seeds spread over 2 points, the gain is 0.4. You write …", options: ["“improves by 0.4”", "“no difference was found”"], right: 1, because: "Paired by seed the ranking loss even costs a little here. What is not seen is not claimed." },
    },
  ],
};
