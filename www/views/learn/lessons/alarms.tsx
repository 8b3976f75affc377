/** Lesson 8, who is called odd: the false alarms of the test videos that come with the page, by who is in sight. */
import { useState } from "preact/hooks";
import { tutor } from "../../../session/sessions";
import type { AlarmsAnswer, SightingsAnswer } from "../../../session/protocol";
import { bundled } from "../../reproduce/network/bundled";
import { ask, useAnswer, useLatest } from "../ask";
import { Figure } from "../figures/figure";
import { Choice, Controls, Readings, Slider, Stamp } from "../parts";

/** Which of the weights that come with the page. */
type Head = "weights" | "dsanet";
const HEADS = [["weights", "LA-Net head, compact encoder"], ["dsanet", "DSANet head, demo encoder, no CLIP"]] as const;
const ROW = 26;
const NAMES = 118;
const COUNTS = 78;

interface Scored {
  readonly sightings: SightingsAnswer;
  readonly scores: readonly number[];
  readonly seconds: number;
}
interface ScoreFile {
  readonly videos: Readonly<Record<string, { readonly scores: readonly number[] }>>;
}

const kept = new Map<Head, Promise<Scored>>();

/** The videos are the same for both heads and every threshold: looked at once. */
function scoredBy(head: Head): Promise<Scored> {
  const found = kept.get(head);
  if (found !== undefined) return found;
  const made = score(head);
  kept.set(head, made);
  made.catch(() => kept.delete(head));
  return made;
}

async function score(head: Head): Promise<Scored> {
  const began = performance.now();
  const other = kept.get(head === "weights" ? "dsanet" : "weights");
  const sightings = other === undefined ? (await ask("sightings", {})).answer : (await other).sightings;
  const files = await bundled("test", head);
  const { scores } = await tutor.call({ kind: "score-features", features: [files.test], weights: files[head], settings: { crops: "all", publishedFor: null } });
  const { videos } = JSON.parse(scores) as ScoreFile; // The crate's own file.
  return { sightings, scores: sightings.ids.flatMap((id) => videos[id]?.scores ?? []), seconds: (performance.now() - began) / 1000 };
}

export function Alarms() {
  const [head, setHead] = useState<Head>("dsanet");
  const [threshold, setThreshold] = useState(0.5);
  const scored = useLatest(head, scoredBy);
  const found = useAnswer("alarms", scored === null ? null : {
    scores: [...scored.scores], threshold, snippets: scored.sightings.snippets, groups: [...scored.sightings.groups], odd: [...scored.sightings.odd],
  })?.answer ?? null;
  return (
    <>
      <Controls>
        <Choice label="Scores by" value={head} onChange={setHead} options={HEADS} />
        <Slider label="Threshold" min={0} max={1} step={0.01} value={threshold} shown={threshold.toFixed(2)} onChange={setThreshold} />
      </Controls>
      {scored === null || found === null ? <progress aria-label="Looking at the videos" /> : <Found kinds={scored.sightings.kinds} found={found} />}
      <Stamp seconds={scored?.seconds ?? null} seeded={false} note="30 test videos of Plaza-weak, drawn scenes; weights learnt from 60 others" />
    </>
  );
}

type Kinds = SightingsAnswer["kinds"];

function Found({ kinds, found }: { readonly kinds: Kinds; readonly found: AlarmsAnswer }) {
  const rows = kinds.map((kind, i) => ({ ...kind, ...(found.kinds[i] ?? { videos: 0, normal: 0, raised: 0, share: null, shareWithout: null }) }));
  const most = Math.max(...rows.flatMap(({ share, shareWithout }) => [share ?? 0, shareWithout ?? 0]), 0.01);
  const draw = (width: number) => rows.map(({ name, share, shareWithout, raised, normal }, i) => {
    const x = (value: number) => NAMES + (value / most) * (width - NAMES - COUNTS);
    const middle = i * ROW + ROW / 2;
    return (
      <g key={name}>
        <text x={NAMES - 8} y={middle} dy="0.32em" text-anchor="end">{name}</text>
        <rect class="bar" x={NAMES} y={middle - 8} width={Math.max(0, x(share ?? 0) - NAMES)} height={16} />
        {shareWithout !== null && <line class="plot-threshold solid" x1={x(shareWithout)} x2={x(shareWithout)} y1={middle - 11} y2={middle + 11} />}
        <text class="plot-tick" x={width} y={middle} dy="0.32em" text-anchor="end">{raised} of {normal}</text>
      </g>
    );
  });
  return (
    <>
      <Figure
        name="False alarms by who is in sight" height={() => rows.length * ROW} draw={draw}
        caption="Bars: share of the normal snippets with the kind in sight that are raised. Lines: the same share without it. A snippet counts for everybody in its middle frame."
      />
      <div class="table-scroll" tabIndex={0} role="group" aria-label="False alarms, as a table">
        <table class="learn-wide">
          <caption class="visually-hidden">False alarms by kind</caption>
          <thead><tr><th scope="col">In sight</th><th scope="col">Videos</th><th scope="col">Normal snippets</th><th scope="col">Raised</th><th scope="col">Share</th><th scope="col">Without it</th></tr></thead>
          <tbody>{rows.map((row) => <tr key={row.name}><th scope="row">{row.name}{row.rare && ", rare"}</th><td>{row.videos}</td><td>{row.normal}</td><td>{row.raised}</td><td>{percent(row.share)}</td><td>{percent(row.shareWithout)}</td></tr>)}</tbody>
        </table>
      </div>
      <Readings label="False alarms" rows={[
        { name: "Normal snippets raised", value: `${found.raised} of ${found.normal}`, main: true },
        { name: "Raised more often with them in sight than without", value: moreOften(rows), main: true },
      ]} />
    </>
  );
}

/** Read from this run alone. */
function moreOften(rows: readonly { readonly name: string; readonly rare: boolean; readonly share: number | null; readonly shareWithout: number | null }[]): string {
  const names = rows.filter(({ share, shareWithout }) => share !== null && shareWithout !== null && share > shareWithout).map(({ name, rare }) => (rare ? `${name} (rare)` : name));
  return names.length === 0 ? "nobody" : names.join(", ");
}

function percent(share: number | null): string {
  return share === null ? "undefined" : `${(100 * share).toFixed(1)} %`;
}
