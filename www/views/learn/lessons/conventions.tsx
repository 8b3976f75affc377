/** Lesson 8: why your number differs. */
import { useState } from "preact/hooks";
import type { Conventions, ResampledVideos } from "../../../session/protocol";
import { tutor } from "../../../session/sessions";
import { place } from "../address";
import { ask, useAnswer, useLatest } from "../ask";
import { Axes, frameOf } from "../figures/axes";
import { Figure } from "../figures/figure";
import type { Lesson } from "../lesson";
import { Choice, Controls, FiveSeeds, Readings, Slider, Stamp, Switch } from "../parts";
import { misordered } from "../misordered";
import { drawn, evaluate, useNumbers, type Numbers } from "../scored";
import { Alarms } from "./alarms";
import { fetchedUcf, LoadUcf } from "./score_ucf";

const DIALS = { videos: 0.8, moments: 0.4, oddOnly: false } as const;
const plain = () => ({ seed: place.value.seed, view: "plain", ...DIALS }) as const;

type SetName = "drawn" | "ucf-crime";

function setOf({ name, wrong, seed }: { readonly name: SetName; readonly wrong: boolean; readonly seed: number }) {
  const ucf = fetchedUcf();
  if (name === "ucf-crime" && ucf !== null) return wrong ? misordered(ucf) : Promise.resolve(ucf);
  return drawn({ ...plain(), seed, view: wrong ? "next-video" : "plain" });
}

const SMOOTH = [["none", "none"], ["forward:7", "forward mean of 7"], ["gauss:7", "Gaussian, 7 frames"]] as const;
const NORMALISE = [["none", "none"], ["global_minmax", "min–max, all videos"], ["video_minmax", "min–max, each video"]] as const;
const AVERAGE = [["micro", "all frames pooled"], ["macro_skip", "mean per video"], ["macro_pad", "mean per video, padded"]] as const;

function headline({ evaluated: { numbers } }: Numbers, average: Conventions["average"]): number | null {
  return average === "micro" ? numbers.auroc : average === "macro_skip" ? numbers.macroSkip : numbers.macroPad;
}

function Switchboard() {
  const [name, setName] = useState<SetName>("drawn");
  const [smooth, setSmooth] = useState<(typeof SMOOTH)[number][0]>("none");
  const [normalise, setNormalise] = useState<(typeof NORMALISE)[number][0]>("none");
  const [average, setAverage] = useState<Conventions["average"]>("micro");
  const [wrong, setWrong] = useState(false);
  const { seed } = place.value;
  const real = fetchedUcf() !== null;
  const shown = real ? name : "drawn";
  const base = useNumbers({ name: shown, wrong: false, seed }, setOf);
  const now = useNumbers({ name: shown, wrong, seed }, setOf, { smooth, normalise });
  const value = now === null ? null : headline(now, average);
  return (
    <>
      <LoadUcf />
      <Controls>
        {real && <Choice label="Scores" value={name} onChange={setName} options={[["drawn", "drawn"], ["ucf-crime", "UCF-Crime, PEL4VAD"]]} />}
        <Choice label="Smoothing" value={smooth} onChange={setSmooth} options={SMOOTH} />
        <Choice label="Normalisation" value={normalise} onChange={setNormalise} options={NORMALISE} />
        <Choice label="Average" value={average} onChange={setAverage} options={AVERAGE} />
        <Switch label="Files in the wrong order" on={wrong} onChange={setWrong} />
      </Controls>
      {base !== null && now !== null && (
        <Readings label="The same scores" rows={[
          { name: "AUC by these switches", value: value?.toFixed(4) ?? "undefined", main: true },
          { name: "AUC, none of them", value: base.evaluated.numbers.auroc.toFixed(4) },
          { name: "Difference, points", value: value === null ? "undefined" : (100 * (value - base.evaluated.numbers.auroc)).toFixed(2) },
          { name: "AP, trapezoid", value: now.evaluated.numbers.apTrapezoid.toFixed(4) },
          { name: "AP, step", value: now.evaluated.numbers.apStep.toFixed(4), note: "the same curve, another rule" },
        ]} />
      )}
      {wrong && <p class="hint">{shown === "drawn" ? "The scores of each video are given to the next one." : "All scores in one array as the published test list names the videos, abnormal ones first; cut as if the list were alphabetical, as the files of the truth are."}</p>}
      <Stamp seconds={now?.seconds ?? null} seeded={shown === "drawn"} />
    </>
  );
}

interface Found {
  readonly numbers: Numbers;
  readonly resampled: ResampledVideos | null;
  readonly seconds: number;
}

async function intervalOf(question: { readonly name: SetName; readonly seed: number }): Promise<Found> {
  const numbers = await evaluate(await setOf({ ...question, wrong: false }));
  const began = performance.now();
  const { resampled } = await tutor.call({ kind: "resample" });
  return { numbers, resampled, seconds: (performance.now() - began) / 1000 };
}

function Interval() {
  const [name, setName] = useState<SetName>("drawn");
  const real = fetchedUcf() !== null;
  const found = useLatest({ name: real ? name : "drawn", seed: place.value.seed } as const, intervalOf);
  const own = found?.resampled?.own ?? null;
  return (
    <>
      <LoadUcf />
      {real && <Controls><Choice label="Scores" value={name} onChange={setName} options={[["drawn", "drawn"], ["ucf-crime", "UCF-Crime, PEL4VAD"]]} /></Controls>}
      {found === null || own === null ? <progress aria-label="Resampling videos" /> : (
        <Readings label="How sure the number is" rows={[
          { name: "AUC", value: found.numbers.evaluated.numbers.auroc.toFixed(4), main: true },
          { name: "95 % interval", value: `${own.auroc.low.toFixed(3)} to ${own.auroc.high.toFixed(3)}`, note: `${own.replicates} resamples of the videos, seed ${own.seed}`, main: true },
          { name: "Its width, points", value: (100 * (own.auroc.high - own.auroc.low)).toFixed(1) },
          { name: "Videos", value: String(found.numbers.evaluated.data.videos) },
        ]} />
      )}
      <Stamp seconds={found?.seconds ?? null} seeded={!real || name === "drawn"} />
      <FiveSeeds columns={["AUC of another such set"]} run={async (seed) => {
        const { evaluated, seconds } = await evaluate(await drawn({ ...plain(), seed }));
        return { values: [evaluated.numbers.auroc], seconds };
      }} />
    </>
  );
}

const EPOCHS = 50;
const HEIGHT = 230;

/** What choosing by the first column gives. */
function chosen(areas: Float64Array) {
  const of = (set: 0 | 1) => Array.from({ length: areas.length / 2 }, (_, epoch) => areas[2 * epoch + set] ?? NaN);
  const [test, fresh] = [of(0), of(1)];
  const best = test.indexOf(Math.max(...test));
  return { test, fresh, best, gain: (test[best] ?? NaN) - (test.at(-1) ?? NaN), gainElsewhere: (fresh[best] ?? NaN) - (fresh.at(-1) ?? NaN) };
}

function BestOfFifty() {
  const [spread, setSpread] = useState(0.1);
  const told = useAnswer("epochs", { seed: place.value.seed, epochs: EPOCHS, spread });
  const found = told === null ? null : chosen(told.answer);
  return (
    <>
      <Controls><Slider label="Noise from epoch to epoch" min={0.02} max={0.2} step={0.02} value={spread} shown={spread.toFixed(2)} onChange={setSpread} /></Controls>
      {found !== null && (
        <>
          <Figure
            name="Fifty epochs" height={() => HEIGHT} caption="Filled: AUC on the test set that is looked at. Empty: on a second test set. Large: the epoch that is best on the first."
            draw={(width) => <Epochs width={width} {...found} />}
          />
          <Readings label="What choosing gives" rows={[
            { name: "Last epoch", value: (found.test.at(-1) ?? NaN).toFixed(4) },
            { name: "Best of 50 on the test set", value: (found.test[found.best] ?? NaN).toFixed(4), note: `epoch ${found.best + 1}` },
            { name: "“Gain”, points", value: (100 * found.gain).toFixed(2), main: true },
            { name: "The same epoch’s gain on a second test set", value: (100 * found.gainElsewhere).toFixed(2), main: true },
          ]} />
        </>
      )}
      <Stamp seconds={told?.seconds ?? null} note="no epoch is better than another: all differ by noise alone" />
      <FiveSeeds key={spread} columns={["“gain”, points", "elsewhere"]} run={async (seed) => {
        const { answer, seconds } = await ask("epochs", { seed, epochs: EPOCHS, spread });
        const { gain, gainElsewhere } = chosen(answer);
        return { values: [100 * gain, 100 * gainElsewhere], seconds };
      }} />
    </>
  );
}

function Epochs({ width, test, fresh, best }: { readonly width: number; readonly test: readonly number[]; readonly fresh: readonly number[]; readonly best: number }) {
  const low = Math.floor(20 * Math.min(...test, ...fresh)) / 20;
  const frame = frameOf(width, HEIGHT, [0, EPOCHS + 1], [low, 1]);
  const ticks = Array.from({ length: Math.round((1 - low) * 20) + 1 }, (_, i) => low + i / 20);
  return (
    <Axes frame={frame} xTicks={[1, 10, 20, 30, 40, 50]} yTicks={ticks} xName="Epoch" yName="AUC">
      {fresh.map((area, epoch) => <circle key={epoch} class="plot-ring" cx={frame.x(epoch + 1)} cy={frame.y(area)} r={epoch === best ? 8 : 3} />)}
      {test.map((area, epoch) => <circle key={epoch} class="plot-point plain" cx={frame.x(epoch + 1)} cy={frame.y(area)} r={epoch === best ? 9 : 4} />)}
    </Axes>
  );
}

function Costs() {
  const [ofMiss, setMiss] = useState(10);
  const [ofAlarm, setAlarm] = useState(1);
  const [threshold, setThreshold] = useState(0.5);
  const numbers = useNumbers(plain(), drawn);
  const found = useAnswer("decide", numbers === null ? null : { token: numbers.set.files.token, threshold, ofMiss, ofAlarm })?.answer;
  return (
    <>
      <Controls>
        <Slider label="Cost of an odd frame that is missed" min={0} max={50} step={1} value={ofMiss} onChange={setMiss} />
        <Slider label="Cost of a false alarm" min={0} max={10} step={1} value={ofAlarm} onChange={setAlarm} />
        <Slider label="Threshold" min={0} max={1} step={0.01} value={threshold} shown={threshold.toFixed(2)} onChange={setThreshold} />
      </Controls>
      {found !== undefined && <Readings label="What it costs" rows={[
        { name: "Cost at this threshold", value: found.cost.toLocaleString("en"), note: `${found.positives - found.truePositives} odd frames missed, ${found.falsePositives} false alarms`, main: true },
        { name: "Lowest cost there is", value: found.lowestCost.toLocaleString("en") },
        { name: "Its threshold", value: found.cheapest === null ? "none: raising nothing is cheapest" : found.cheapest.toFixed(3) },
      ]} />}
      <Stamp seconds={numbers?.seconds ?? null} note="the threshold is chosen on the frames that it is judged by: too good to be true elsewhere" />
    </>
  );
}

export const CONVENTIONS: Lesson = {
  number: 8,
  slug: "8-conventions",
  title: "Why your number differs, and who is called odd",
  minutes: 6,
  about: "The same scores under other conventions, how sure a number is, what noise alone can gain, and on whom false alarms fall.",
  steps: [
    {
      slug: "switchboard", title: "A switchboard of conventions", Body: Switchboard,
      predict: { ask: "Scores are stretched from 0 to 1 within each video. The pooled AUC …", options: ["rises", "stays: the order within videos is the same", "falls"], right: 2, because: "A calm normal video is stretched to 1 as well: what told the videos apart is gone." },
      takeaway: "No number without its conventions: the same scores give many of them.",
      check: { ask: "Scores and truth are listed in two orders. What tells you?", options: ["The program crashes", "Nothing but a low number"], right: 1, because: "The sum of the lengths fits, and nothing else is looked at. Pair by video name, never by place." },
    },
    {
      slug: "interval", title: "How sure is it?", Body: Interval,
      predict: { ask: "290 test videos, AUC 0.868. The 95 % interval is about …", options: ["0.1 points wide", "1 point wide", "10 points wide"], right: 2, because: "0.806 to 0.910. Videos are resampled, not frames: the frames of one video say the same thing." },
      takeaway: "A million frames are 290 videos: a gain of one point is inside the noise of the test set.",
      check: { ask: "Why are videos resampled and not frames?", options: ["It is faster", "Frames of a video are not independent"], right: 1, because: "Neighbouring frames are nearly copies. Counting them as independent makes the interval far too narrow." },
    },
    {
      slug: "best-on-test", title: "Best of fifty", Body: BestOfFifty,
      predict: { ask: "Fifty epochs differ by noise alone. You report the one that is best on the test set. You “gain” …", options: ["nothing", "a visible amount"], right: 1, because: "The largest of fifty draws lies well above the usual one. On a second test set the same epoch is an epoch like any other: five seeds show it." },
      takeaway: "Choosing by the test set gains points that nobody can count on elsewhere.",
      check: { ask: "A paper keeps the best checkpoint on the test set, yours keeps the last. Can you compare?", options: ["Yes", "Not without knowing what the choice alone is worth"], right: 1, because: "Run both rules over several seeds and report the gap." },
    },
    {
      slug: "costs", title: "Your own costs", Body: Costs,
      predict: { ask: "A missed frame costs ten times a false alarm. Compared with equal costs, the best threshold is …", options: ["higher", "lower", "the same"], right: 1, because: "Missing is dear, so more is raised. How much lower depends on the scores." },
      takeaway: "A threshold follows from costs. No metric knows yours.",
      check: { ask: "Your costs change next year. What has to be done again?", options: ["The training", "The choice of the threshold"], right: 1, because: "The scores stay what they are. Only where the line is drawn depends on the costs." },
    },
    {
      slug: "who", title: "Who is called odd", Body: Alarms,
      predict: { ask: "Prams, dogs, umbrellas and wheelchairs are rare on the square, and nothing odd. The false alarms fall …", options: ["on everybody alike", "unevenly, and the rates say on whom"], right: 1, because: "Few alarms never spread evenly over eight kinds. Whether it is the rare who are hit is not a matter of opinion: the table counts it, for this set and these weights." },
      takeaway: "Rare is not wrong. One false-alarm rate hides on whom the alarms fall: count them by who is in sight.",
      check: { ask: "A kind is in sight in two videos and is raised in half of its snippets. You conclude …", options: ["that the method is unfair to it", "that two videos are too few to say, and get more"], right: 1, because: "Snippets of one video are nearly copies: what counts are the videos. An uneven rate is a reason to look, a conclusion takes more of them." },
    },
  ],
};
