/** Lesson 1: a score is not a decision. */
import { useState } from "preact/hooks";
import type { DrawnQuestion, ScoreView } from "../../../session/protocol";
import { place } from "../address";
import { useAnswer } from "../ask";
import { Axes, frameOf, TENTHS, UNIT } from "../figures/axes";
import { Figure } from "../figures/figure";
import { HeatMap } from "../figures/heat_map";
import { RateFigures } from "../figures/rate_figure";
import type { Lesson } from "../lesson";
import { Choice, Controls, FiveSeeds, Readings, Slider, Stamp } from "../parts";
import { byHand, drawn, evaluate, useNumbers, type Numbers, type ScoredSet } from "../scored";
import { UcfCrime } from "./score_ucf";

/** Ten frames and their labels, small enough to count by hand. */
const TEN = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.1, 0.9, 0.8];
const TEN_ODD = [false, false, true, true, false, true, false, false, true, false];
/** The drawn scores' dials where a step does not turn them. */
const DIALS = { videos: 0.8, moments: 0.4 };

function useDecision(numbers: Numbers | null, threshold: number) {
  return useAnswer("decide", numbers === null ? null : { token: numbers.set.files.token, threshold, ofMiss: 1, ofAlarm: 1 })?.answer ?? null;
}

function TenFrames() {
  const [threshold, setThreshold] = useState(0.5);
  const numbers = useNumbers(TEN, () => byHand(TEN, TEN_ODD));
  const decision = useDecision(numbers, threshold);
  const draw = (width: number) => {
    const frame = frameOf(width, 200, [-0.5, 9.5], UNIT);
    const wide = (frame.width / 10) * 0.62;
    return (
      <Axes frame={frame} xTicks={TEN.map((_, i) => i)} yTicks={TENTHS} xName="Frame" yName="Score">
        {TEN.map((score, i) => (
          <g key={i}>
            <rect class={TEN_ODD[i] === true ? "bar odd" : "bar"} x={frame.x(i) - wide / 2} y={frame.y(score)} width={wide} height={frame.y(0) - frame.y(score)} />
            {TEN_ODD[i] === true && <text class="bar-name" x={frame.x(i)} y={frame.y(score) - 5} text-anchor="middle">odd</text>}
          </g>
        ))}
        <line class="plot-threshold" x1={frame.left} x2={frame.left + frame.width} y1={frame.y(threshold)} y2={frame.y(threshold)} />
      </Axes>
    );
  };
  return (
    <>
      <Controls><Slider label="Threshold" min={0} max={1} step={0.05} value={threshold} shown={threshold.toFixed(2)} onChange={setThreshold} /></Controls>
      <Figure
        name="Ten frames" height={() => 200} draw={draw} caption="Four of ten frames are odd. Those at or above the line raise an alarm."
        table={<table><caption class="visually-hidden">Ten frames</caption><thead><tr><th scope="col">Frame</th><th scope="col">Score</th><th scope="col">Label</th></tr></thead><tbody>{TEN.map((score, i) => <tr key={i}><th scope="row">{i}</th><td>{score}</td><td>{TEN_ODD[i] === true ? "odd" : "normal"}</td></tr>)}</tbody></table>}
      />
      {decision !== null && <Readings label="Decisions" rows={[
        { name: "Odd frames raised", value: `${decision.truePositives} of ${decision.positives}`, note: "recall" },
        { name: "Other frames raised", value: `${decision.falsePositives} of ${decision.negatives}`, note: "false-positive rate" },
        { name: "Precision", value: decision.precision === null ? "undefined: nothing is raised" : decision.precision.toFixed(3) },
      ]} />}
      {numbers !== null && (
        <>
          <RateFigures evaluated={numbers.evaluated} decision={decision} />
          <Readings label="Without a threshold" rows={[
            { name: "AUC", value: numbers.evaluated.numbers.auroc.toFixed(12), note: "37 of 48 half pairs: an odd frame above another one counts two, a tie one", main: true },
            { name: "AP, trapezoid", value: numbers.evaluated.numbers.apTrapezoid.toFixed(12) },
            { name: "AP, step", value: numbers.evaluated.numbers.apStep.toFixed(12) },
            { name: "Equal error rate", value: numbers.evaluated.numbers.eer.toFixed(12) },
          ]} />
        </>
      )}
      <Stamp seconds={numbers?.seconds ?? null} seeded={false} />
    </>
  );
}

/** The drawn set as a picture. */
export function Strips({ set, threshold = null }: { readonly set: ScoredSet; readonly threshold?: number | null }) {
  const videos = [...set.videos].sort((a, b) => b.events.length - a.events.length);
  return (
    <HeatMap
      name="Videos over time" rows={videos.length} columns={videos[0]?.scores.length ?? 1} top={1} odd rowName={(row) => videos[row]?.id ?? ""}
      value={(row, column) => videos[row]?.scores[column] ?? 0}
      frames={videos.flatMap(({ events }, row) => events.map(({ start, end }) => ({ row, from: start / set.stride, to: end / set.stride })))}
      {...(threshold !== null && { dotted: (row: number, column: number) => (videos[row]?.scores[column] ?? 0) >= threshold })}
      caption={`${videos.length} videos, a row each, ${videos[0]?.scores.length ?? 0} snippets of 16 frames. Stronger colour: higher score. Frames: what is odd.${threshold === null ? "" : " Dots: raised."}`}
    />
  );
}

const ALL: Omit<DrawnQuestion, "seed"> = { ...DIALS, view: "plain", oddOnly: false };
const question = (change: Partial<DrawnQuestion>): DrawnQuestion => ({ seed: place.value.seed, ...ALL, ...change });

function Videos() {
  const [threshold, setThreshold] = useState(0.5);
  const numbers = useNumbers(question({}), drawn, { far_tau: threshold });
  const decision = useDecision(numbers, threshold);
  return (
    <>
      <Controls><Slider label="Threshold" min={0} max={1} step={0.01} value={threshold} shown={threshold.toFixed(2)} onChange={setThreshold} /></Controls>
      {numbers !== null && (
        <>
          <Strips set={numbers.set} threshold={threshold} />
          <Readings label="Decisions" rows={[
            { name: "False alarms, normal videos", value: percent(numbers.evaluated.numbers.far), note: "FAR", main: true },
            { name: "False alarms, all normal frames", value: percent(decision?.falsePositiveRate ?? null), note: "another number under a similar name" },
            { name: "Recall", value: percent(decision?.recall ?? null) },
            { name: "Precision", value: percent(decision?.precision ?? null) },
            { name: "Odd among all frames", value: percent(numbers.evaluated.numbers.chanceAp), note: "the precision of a score that knows nothing" },
          ]} />
          <RateFigures evaluated={numbers.evaluated} decision={decision} />
        </>
      )}
      <Stamp seconds={numbers === null ? null : numbers.seconds} note="drawn scores: no network made them" />
    </>
  );
}

function percent(share: number | null): string {
  return share === null ? "undefined" : `${(100 * share).toFixed(1)} %`;
}

function Controlled() {
  const [view, setView] = useState<ScoreView>("plain");
  const [videos, setVideos] = useState(DIALS.videos);
  const [moments, setMoments] = useState(DIALS.moments);
  const asked = question({ view, videos, moments });
  const numbers = useNumbers(asked, drawn);
  const plain = useNumbers({ ...asked, view: "plain" as const }, drawn);
  return (
    <>
      <Controls>
        <Choice label="Scores" value={view} onChange={setView} options={[["plain", "as they are"], ["video-mean", "each video its mean"], ["shuffled", "shuffled inside videos"]]} />
        <Slider label="Knows which videos" min={0} max={1} step={0.1} value={videos} shown={videos.toFixed(1)} onChange={setVideos} />
        <Slider label="Knows which moments" min={0} max={1} step={0.1} value={moments} shown={moments.toFixed(1)} onChange={setMoments} />
      </Controls>
      {numbers !== null && plain !== null && (
        <>
          <Strips set={numbers.set} />
          <Readings label="AUC and its controls" rows={[
            { name: "AUC of what is shown", value: numbers.evaluated.numbers.auroc.toFixed(3), main: true },
            { name: "AUC, as they are", value: plain.evaluated.numbers.auroc.toFixed(3) },
            { name: "AUC, each video its mean", value: plain.evaluated.numbers.videoMean.toFixed(3) },
            { name: "AUC, shuffled inside videos", value: plain.evaluated.numbers.timeShuffled.toFixed(3) },
          ]} />
        </>
      )}
      <Stamp seconds={numbers?.seconds ?? null} />
      <FiveSeeds key={`${videos}/${moments}`} columns={["as they are", "video mean", "shuffled"]} run={async (seed) => {
        const { evaluated, seconds } = await evaluate(await drawn({ ...asked, seed, view: "plain" }));
        return { values: [evaluated.numbers.auroc, evaluated.numbers.videoMean, evaluated.numbers.timeShuffled], seconds };
      }} />
    </>
  );
}

function OddOnly() {
  const [only, setOnly] = useState<"all" | "odd">("all");
  const numbers = useNumbers(question({ oddOnly: only === "odd" }), drawn);
  const all = useNumbers(question({}), drawn);
  return (
    <>
      <Controls><Choice label="Videos" value={only} onChange={setOnly} options={[["all", "all"], ["odd", "abnormal videos only"]]} /></Controls>
      {numbers !== null && all !== null && (
        <>
          <Strips set={numbers.set} />
          <Readings label="AUC by videos" rows={[
            { name: "AUC of what is shown", value: numbers.evaluated.numbers.auroc.toFixed(3), main: true },
            { name: "AUC, all videos", value: all.evaluated.numbers.auroc.toFixed(3) },
            { name: "AUC, abnormal videos only", value: all.evaluated.numbers.anomalous?.auroc.toFixed(3) ?? "undefined" },
          ]} />
          <RateFigures evaluated={numbers.evaluated} decision={null} />
        </>
      )}
      <Stamp seconds={numbers?.seconds ?? null} />
      <FiveSeeds columns={["all videos", "abnormal only"]} run={async (seed) => {
        const { evaluated, seconds } = await evaluate(await drawn(question({ seed })));
        return { values: [evaluated.numbers.auroc, evaluated.numbers.anomalous?.auroc ?? NaN], seconds };
      }} />
    </>
  );
}

export const SCORE: Lesson = {
  number: 1,
  slug: "1-score",
  title: "A score is not a decision",
  minutes: 6,
  about: "A threshold, the curves behind it, and what a pooled AUC mostly measures.",
  steps: [
    {
      slug: "threshold", title: "Ten frames by hand", Body: TenFrames,
      predict: { ask: "You raise the threshold. What can happen to the recall?", options: ["It falls or stays", "It rises or stays", "Either"], right: 0, because: "A higher line raises fewer frames, odd ones among them. Precision, though, can go either way." },
      takeaway: "A threshold is one point on the curve. The AUC is about all of them, so it decides nothing.",
      check: { ask: "Two detectors have the same AUC. Do they raise the same alarms at 0.5?", options: ["Yes", "No"], right: 1, because: "The AUC only knows the order of the scores. Divide all scores by ten: the same AUC, and no alarm at 0.5." },
    },
    {
      slug: "videos", title: "Twenty-four videos", Body: Videos,
      predict: { ask: "Few frames are odd. Which curve shows that?", options: ["The ROC curve", "Precision over recall", "Both"], right: 1, because: "Both axes of the ROC are shares within a class, so it does not know how rare a class is. Precision mixes the classes." },
      takeaway: "The ROC curve does not see how rare the odd frames are; precision does.",
      check: { ask: "Two papers give a false-alarm rate at 0.5. May you compare them?", options: ["Yes, it is one formula", "Only if both count the same frames"], right: 1, because: "One counts the frames of normal videos, another all normal frames. Here the two differ at every threshold." },
    },
    {
      slug: "controls", title: "Scores that know less", Body: Controlled,
      predict: { ask: "Every score is replaced by the mean of its video. The AUC over all frames …", options: ["falls to 0.5", "falls, but stays far above 0.5", "stays exactly"], right: 1, because: "Means still tell odd videos from normal ones, and most pairs of frames come from different videos." },
      takeaway: "If the mean of each video does nearly as well, the score ranks videos, not moments.",
      check: { ask: "A score has AUC 0.87 and its video mean 0.88. What did the method learn?", options: ["When things happen", "Which videos they happen in", "Both"], right: 1, because: "Its knowledge of time is worth less than nothing here: without it the number is higher." },
    },
    {
      slug: "abnormal", title: "Abnormal videos only", Body: OddOnly,
      predict: { ask: "You leave out the normal videos. The AUC …", options: ["rises", "falls", "stays"], right: 1, because: "Normal videos are easy: all their frames rank low together. What is left has to be told apart in time." },
      takeaway: "Easy normal videos lift the pooled AUC. Within abnormal videos the same scores say much less.",
      check: { ask: "Which number do you want if a guard must be sent to the right minute?", options: ["AUC over all videos", "AUC within abnormal videos"], right: 1, because: "The guard needs the moment. The pooled number may come from knowing the videos." },
    },
    {
      slug: "ucf-crime", title: "The same on UCF-Crime", Body: UcfCrime,
      predict: { ask: "PEL4VAD’s scores on UCF-Crime have AUC 0.868. With each video its mean?", options: ["about 0.50", "about 0.70", "about 0.83"], right: 2, because: "0.834. Shuffled in time 0.81, while within abnormal videos the scores themselves reach 0.702." },
      takeaway: "Pooled AUC on UCF-Crime mostly ranks videos: .868 falls to .834 without any knowledge of time.",
      check: { ask: "A new method gains one point of pooled AUC on UCF-Crime. Does it find moments better?", options: ["Yes", "Nobody can tell from that number"], right: 1, because: "The gain may come from ranking videos. Ask for the number within abnormal videos, and for the interval of 290 videos." },
    },
  ],
};
