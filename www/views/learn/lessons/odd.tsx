/** Lesson 0: what is odd? */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { tutor } from "../../../session/sessions";
import type { SceneTruth } from "../../../session/protocol";
import { FramePlayer } from "../../watch/player/frame_player";
import { openScene } from "../../watch/player/sources";
import { place } from "../address";
import { tell, useAnswer } from "../ask";
import { Axes, frameOf } from "../figures/axes";
import { Figure } from "../figures/figure";
import type { Lesson } from "../lesson";
import { Controls, Readings, Slider, Stamp, Switch } from "../parts";

/** Twenty seconds at 30 frames a second. */
const FRAMES = 600;
const FPS = 30;
/** Deviation of the bell around a click: half a second. */
const WIDTH = 15;
const HEIGHT = 190;

/** Frames of the clicks, by seed: they stay from step to step. */
const clicks = signal<{ readonly seed: number; readonly at: readonly number[] }>({ seed: -1, at: [] });
const clicksOf = (seed: number) => (clicks.value.seed === seed ? clicks.value.at : []);

interface Scene {
  readonly player: FramePlayer;
  readonly truth: SceneTruth;
}

function useScene(seed: number): Scene | null {
  const [scene, setScene] = useState<Scene | null>(null);
  useEffect(() => {
    let gone = false;
    let player: FramePlayer | null = null;
    openScene(tutor, seed, FRAMES, true).then(({ source, truth }) => {
      if (gone) return;
      player = new FramePlayer(source);
      setScene({ player, truth });
    }, tell);
    return () => {
      gone = true;
      player?.close();
      setScene(null);
    };
  }, [seed]);
  return scene;
}

function Screen({ scene: { player }, onOdd }: { readonly scene: Scene; readonly onOdd: (frame: number) => void }) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    holder.current?.append(player.surface);
    player.surface.setAttribute("role", "img");
    player.surface.setAttribute("aria-label", "A rendered square with people");
    return () => player.surface.remove();
  }, [player]);
  const frame = Math.round(player.time.value * FPS);
  return (
    <div class="learn-screen">
      <div ref={holder} />
      <div class="ways">
        <button type="button" class="button" onClick={() => (player.playing.value ? player.pause() : player.play())}>{player.playing.value ? "Pause" : "Play"}</button>
        <button type="button" class="button strong odd-button" onClick={() => onOdd(frame)}>This looks odd</button>
        <button type="button" class="button small quiet" onClick={() => (clicks.value = { seed: place.value.seed, at: [] })}>Forget my clicks</button>
      </div>
      <Slider label="Time" min={0} max={FRAMES - 1} step={1} value={frame} shown={`${(frame / FPS).toFixed(1)} s`} onChange={(at) => player.seek(at / FPS)} />
    </div>
  );
}

function Curve({ scores, truth, at, edge }: { readonly scores: Float32Array; readonly truth: SceneTruth | null; readonly at: readonly number[]; readonly edge: number }) {
  const top = Math.max(1, ...scores);
  const draw = (width: number) => {
    const frame = frameOf(width, HEIGHT, [0, FRAMES / FPS], [0, top]);
    const x = (value: number) => frame.x(Math.min(FRAMES, Math.max(0, value)) / FPS);
    let path = "";
    scores.forEach((score, i) => (path += `${i === 0 ? "M" : "L"}${x(i).toFixed(1)} ${frame.y(score).toFixed(1)}`));
    return (
      <Axes frame={frame} xTicks={[0, 5, 10, 15, 20]} yTicks={[0, top]} xName="Seconds" yName="Your score">
        {truth?.events.filter(({ start, end }) => end + edge > start - edge).map(({ start, end }) => <rect key={start} class="band-odd" x={x(start - edge)} y={frame.top} width={x(end + edge) - x(start - edge)} height={frame.height} />)}
        <path class="plot-line" d={path} />
        {at.map((click, i) => <path key={i} class="plot-mark" d={`M${x(click) - 6} ${frame.y(0)}h12l-6 -10z`} />)}
      </Axes>
    );
  };
  return (
    <Figure
      name="Your clicks as a curve" height={() => HEIGHT} draw={draw} caption={`Each click counts half a second to both sides.${truth === null ? " The truth is hidden." : " Shaded: what the scene’s script calls odd."}`}
      table={<table><caption class="visually-hidden">Clicks</caption><thead><tr><th scope="col">Click</th><th scope="col">Second</th></tr></thead><tbody>{at.map((click, i) => <tr key={i}><th scope="row">{i + 1}</th><td>{(click / FPS).toFixed(2)}</td></tr>)}</tbody></table>}
    />
  );
}

/** These steps tell the truth of the scene, so an assignment leaves them for later. */
function AfterHandingIn() {
  return <p class="hint">This step shows what the scene’s script calls odd. In an assignment it stays hidden; open the lesson without “assignment” once the answers are handed in.</p>;
}

function Edges() {
  return place.value.assignment ? <AfterHandingIn /> : <Clicked movable />;
}

function Clicked({ movable }: { readonly movable: boolean }) {
  const { seed, assignment } = place.value;
  const [asked, setShown] = useState(movable);
  const shown = asked && !assignment;
  const [edge, setEdge] = useState(0);
  const scene = useScene(seed);
  const at = clicksOf(seed);
  const told = useAnswer("clicks", { seed, frames: FRAMES, clicks: [...at], width: WIDTH, edge });
  if (scene === null) return <Stamp seconds={null} />;
  const { truth } = scene;
  const delays = told?.answer.delays ?? [];
  return (
    <>
      <Screen scene={scene} onOdd={(frame) => (clicks.value = { seed, at: [...at, frame] })} />
      <Controls>
        {movable ? <Slider label="Edges of the truth, seconds outwards" min={-30} max={60} step={5} value={edge} shown={(edge / FPS).toFixed(2)} onChange={setEdge} /> : !assignment && <Switch label="Show the truth" on={shown} onChange={setShown} />}
      </Controls>
      {told !== null && <Curve scores={told.answer.scores} truth={shown ? truth : null} at={at} edge={edge} />}
      {told !== null && shown && (
        <Readings label="Your clicks" rows={[
          { name: "AUROC of your curve", value: told.answer.auroc.toFixed(3), note: at.length === 0 ? "without a click it knows nothing" : `${at.length} ${at.length === 1 ? "click" : "clicks"}`, main: true },
          ...truth.events.map((event, i) => ({ name: `Delay, ${event.class}`, value: (delays[i] ?? -1) < 0 ? "missed" : `${((delays[i] ?? 0) / FPS).toFixed(2)} s`, note: `${(event.start / FPS).toFixed(1)} to ${(event.end / FPS).toFixed(1)} s` })),
          { name: "Clicks beside any event", value: String(told.answer.strays) },
        ]} />
      )}
      <Stamp seconds={told?.seconds ?? null} />
    </>
  );
}

function Chance() {
  return place.value.assignment ? <AfterHandingIn /> : <BesideChance />;
}

/** The clicks of the first step beside as many that saw nothing. */
function BesideChance() {
  const { seed } = place.value;
  const at = clicksOf(seed);
  const told = useAnswer("clicks", { seed, frames: FRAMES, clicks: [...at], width: WIDTH, edge: 0 });
  return (
    <>
      {told !== null && (
        <Readings label="Clicks and chance" rows={[
          { name: "AUROC of your curve", value: told.answer.auroc.toFixed(3), note: at.length === 0 ? "no clicks in this scene yet: step 1 takes them" : `${at.length} ${at.length === 1 ? "click" : "clicks"} in step 1`, main: true },
          ...told.answer.chance.map((area, i) => ({ name: `At random, round ${i + 1}`, value: area.toFixed(3), note: i === 0 ? `${Math.max(1, at.length)} ${at.length > 1 ? "clicks" : "click"} each` : "" })),
        ]} />
      )}
      <Stamp seconds={told?.seconds ?? null} />
    </>
  );
}

export const ODD: Lesson = {
  number: 0,
  slug: "0-odd",
  title: "What is odd?",
  minutes: 4,
  about: "Click when a scene looks odd: your clicks become a curve, and the curve gets a number.",
  steps: [
    {
      slug: "click", title: "You are the detector", Body: () => <Clicked movable={false} />,
      predict: { ask: "You watch twenty seconds once and click when it looks odd. Your AUROC will be …", options: ["1: odd is odd", "below 1: a click comes late, and an event has edges"], right: 1, because: "You need a moment to see it, and stop clicking before it ends. A curve from clicks is late at both ends." },
      takeaway: "A detector is a curve over time. You, too, are late, and unsure where an event ends.",
      check: { ask: "Your AUROC is 0.9. Were you late?", options: ["Yes", "The number does not say"], right: 1, because: "It is about the order of frames, not about when you first reacted. That is why delay is measured apart." },
    },
    {
      slug: "edges", title: "Fuzzy edges", Body: Edges,
      predict: { ask: "Somebody else labels the same event half a second longer at both ends. Your AUROC …", options: ["stays: you saw the same", "changes"], right: 1, because: "Your clicks are the same, the labels are not. A number is about both." },
      takeaway: "Labels are one person’s edges. A difference smaller than theirs is none.",
      check: { ask: "Two labellers disagree by 15 frames at each edge of each event. A method gains 0.2 points. You …", options: ["report the gain", "first ask what the other labels would give"], right: 1, because: "On CUHK Avenue two sets of labels in use differ on 441 frames: the choice can move more than the method." },
    },
    {
      slug: "chance", title: "Against chance", Body: Chance,
      predict: { ask: "Somebody clicks as often as you, but with the eyes shut. The AUROC of that curve is …", options: ["0", "0.5, each time", "0.5 on average, and far from it in a single round"], right: 2, because: "One scene and a few clicks: a single round may land in the event. Only many rounds come to a half." },
      takeaway: "A number needs a control beside it: what would have come out without any skill?",
      check: { ask: "A detector reaches 0.7 on one clip with one event. Is it better than chance?", options: ["Yes, 0.7 is over 0.5", "One clip does not say: look at what chance reaches there"], right: 1, because: "In a single clip a few lucky frames are enough for 0.7. Chance has a spread, and it is wide when there is little to count." },
    },
  ],
};
