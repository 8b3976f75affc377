/** Lesson 4: one label per video. */
import { useState } from "preact/hooks";
import type { MilAnswer, MilLook } from "../../../session/protocol";
import { place } from "../address";
import { ask, useAnswer } from "../ask";
import { HeatMap } from "../figures/heat_map";
import type { Lesson } from "../lesson";
import { Choice, Controls, FiveSeeds, Readings, Slider, Stamp, Switch, type Reading } from "../parts";

/** Steps of learning at which the head is looked at. */
const LOOKS = [0, 2, 5, 10, 20, 40, 80, 160, 320];
const LAST = LOOKS.length - 1;
const K = 3;
/** How far the abnormal videos stand apart as a whole, where a step does not turn it. */
const PLACE = 0.5;

interface Setting {
  readonly k: number;
  readonly flipped: number;
  readonly place: number;
}
const questionOf = (setting: Setting, seed = place.value.seed, looks = LOOKS) => ({ seed, ...setting, looks });

function Learning({ setting, hidden = false, rows }: { readonly setting: Setting; readonly hidden?: boolean; readonly rows: (answer: MilAnswer, look: MilLook) => readonly Reading[] }) {
  const [at, setAt] = useState(LAST);
  const [asked, setTruth] = useState(!hidden);
  const withheld = hidden && place.value.assignment;
  const truth = asked && !withheld;
  const told = useAnswer("mil", questionOf(setting));
  const look = told?.answer.looks[at];
  if (told === null || look === undefined) return <Stamp seconds={null} />;
  const { answer } = told;
  const order = Array.from({ length: answer.videos }, (_, video) => video).sort((a, b) => (answer.labels[b] ?? 0) - (answer.labels[a] ?? 0));
  const cell = (row: number, column: number) => (order[row] ?? 0) * answer.snippets + column;
  const event = (video: number) => [answer.events[2 * video] ?? 0, answer.events[2 * video + 1] ?? 0] as const;
  return (
    <>
      <Controls>
        <Slider label="Steps of learning" min={0} max={LAST} step={1} value={at} shown={String(look.step)} onChange={setAt} />
        {!withheld && <Switch label="Show the truth in time" on={truth} onChange={setTruth} />}
      </Controls>
      <HeatMap
        name="Bags over time" rows={answer.videos} columns={answer.snippets} top={1} odd
        rowName={(row) => `${(answer.labels[order[row] ?? 0] ?? 0) === 1 ? "odd" : "normal"} ${(order[row] ?? 0) + 1}`}
        value={(row, column) => look.scores[cell(row, column)] ?? 0} dotted={(row, column) => look.picked[cell(row, column)] === 1}
        frames={truth ? order.flatMap((video, row) => (event(video)[1] > 0 ? [{ row, from: event(video)[0], to: event(video)[1] }] : [])) : []}
        caption={`${answer.videos} videos, sorted by the label they are given. Dots: the snippets that stand for their video and learn.${truth ? " Frames: what is odd, which the head never sees." : ""}`}
      />
      <Readings label="What it learned" rows={[{ name: "Loss", value: look.loss.toFixed(4) }, ...(truth ? rows(answer, look) : [])]} />
      <Stamp seconds={told.seconds} note="drawn features, a linear head; measured on the videos it learns from" />
    </>
  );
}

const three = (value: number | null) => value?.toFixed(3) ?? "undefined";
const usual = (_answer: MilAnswer, look: MilLook): readonly Reading[] => [
  { name: "AUC, all snippets", value: three(look.auroc), main: true },
  { name: "AUC, abnormal videos only", value: three(look.aurocOdd), main: true },
  { name: "AUC, each video its mean", value: three(look.videoMean) },
];

function Picks() {
  const [k, setK] = useState(K);
  return (
    <>
      <Controls><Slider label="k: snippets that stand for an odd video" min={1} max={20} step={1} value={k} onChange={setK} /></Controls>
      <Learning setting={{ k, flipped: 0, place: PLACE }} hidden rows={usual} />
      <FiveSeeds key={k} columns={["AUC, all", "abnormal only"]} run={(seed) => last({ k, flipped: 0, place: PLACE }, seed, (look) => [look.auroc, look.aurocOdd ?? NaN])} />
    </>
  );
}

function Flips() {
  const [flipped, setFlipped] = useState<"0" | "0.1" | "0.3" | "0.5">("0.1");
  return (
    <>
      <Controls><Choice label="Labels turned over" value={flipped} onChange={setFlipped} options={[["0", "none"], ["0.1", "10 %"], ["0.3", "30 %"], ["0.5", "50 %"]]} /></Controls>
      <Learning setting={{ k: K, flipped: Number(flipped), place: PLACE }} rows={(answer, look) => [{ name: "Wrong labels", value: `${wrong(answer)} of ${answer.videos}` }, ...usual(answer, look)]} />
      <FiveSeeds key={flipped} columns={["AUC, all", "abnormal only"]} run={(seed) => last({ k: K, flipped: Number(flipped), place: PLACE }, seed, (look) => [look.auroc, look.aurocOdd ?? NaN])} />
    </>
  );
}

function wrong({ labels, events }: MilAnswer): number {
  return labels.reduce((sum, label, video) => sum + Number((label === 1) !== (events[2 * video + 1] ?? 0) > 0), 0);
}

async function last(setting: Setting, seed: number, values: (look: MilLook) => readonly number[]) {
  const { answer, seconds } = await ask("mil", questionOf(setting, seed, [LOOKS[LAST] ?? 0]));
  return { values: answer.looks.flatMap(values), seconds };
}

function Shortcut() {
  const [apart, setApart] = useState(2);
  return (
    <>
      <Controls><Slider label="How far odd videos stand apart as a whole" min={0} max={4} step={0.5} value={apart} shown={apart.toFixed(1)} onChange={setApart} /></Controls>
      <Learning setting={{ k: K, flipped: 0, place: apart }} rows={usual} />
      <FiveSeeds key={apart} columns={["AUC, all", "abnormal only", "video mean"]} run={(seed) => last({ k: K, flipped: 0, place: apart }, seed, (look) => [look.auroc, look.aurocOdd ?? NaN, look.videoMean])} />
    </>
  );
}

export const MIL: Lesson = {
  number: 4,
  slug: "4-mil",
  title: "One label per video: MIL",
  minutes: 5,
  about: "Forty videos, one label each: what a head learns about time that nobody told it.",
  steps: [
    {
      slug: "top-k", title: "The snippets that stand for a video", Body: Picks,
      predict: { ask: "The head is told which videos are odd, never when. After learning, its highest scores lie …", options: ["anywhere in the odd videos", "mostly inside the odd stretches"], right: 1, because: "Only what odd videos have and normal ones lack can lower the loss: the odd stretches, if nothing easier is there." },
      takeaway: "MIL lets the highest snippets speak for the video, and so finds moments without labels in time.",
      check: { ask: "k is far larger than the odd stretch. What goes wrong?", options: ["Nothing", "Normal snippets of odd videos are taught to score high"], right: 1, because: "All k picks learn the video’s label. Those outside the event are taught a wrong one." },
    },
    {
      slug: "labels", title: "Wrong labels", Body: Flips,
      predict: { ask: "A tenth of the labels is turned over. The AUC …", options: ["breaks down", "falls a little or not at all", "rises"], right: 1, because: "The right nine tenths outvote the wrong ones. At half of them nothing is left to learn." },
      takeaway: "A few wrong labels cost little; the picks average them out. Half of them cost everything.",
      check: { ask: "With 50 % of the labels turned over, the labels say …", options: ["half as much", "nothing"], right: 1, because: "Then a label is a coin: odd and normal videos get the same mixture." },
    },
    {
      slug: "shortcut", title: "The shortcut", Body: Shortcut,
      predict: { ask: "Odd videos come from another camera, visible in every snippet. The head will …", options: ["ignore it: it is no event", "use it: the label is all it has to explain"], right: 1, because: "The camera explains the labels as well as the event does, and is there in every snippet." },
      takeaway: "The head takes the cue: the AUC within abnormal videos falls towards a half, the pooled one stays far above it.",
      check: { ask: "Which number warns you of the shortcut?", options: ["The loss", "The pooled AUC", "The AUC of each video’s mean, beside the score’s own"], right: 2, because: "The loss looks better than ever, the pooled AUC still good. The control tells what they are made of." },
    },
  ],
};
