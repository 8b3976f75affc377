/** Lesson 7 where a head is looked into: classes at a temperature, event against background, prototypes. */
import { useState } from "preact/hooks";
import { ClassTracks } from "../../../charts/kinds/class_tracks";
import { EventWeights } from "../../../charts/kinds/event_weights";
import { Likeness } from "../../../charts/kinds/likeness";
import { Prototypes } from "../../../charts/kinds/prototypes";
import { tutor } from "../../../session/sessions";
import { bundled } from "../../reproduce/network/bundled";
import { place } from "../address";
import { useLatest } from "../ask";
import { Controls, Readings, Slider, Stamp } from "../parts";
import { ClassBand, PrototypeBand, WeightBand } from "./kinds_bands";
import { learnt, NAME, scored, STRIDE } from "./kinds_heads";

/** 1 is the one that the head learned with. */
const TEMPERATURES = [0.25, 0.5, 1, 2, 5, 10, 50] as const;
const LEARNED_AT = 2;

interface TestVideo {
  readonly id: string;
  readonly snippets: number;
  /** The snippets whose middle frame is in an event. */
  readonly odd: readonly number[];
  readonly class: string;
}

/** Those with an event first. */
async function testVideos(): Promise<readonly TestVideo[]> {
  const { truth } = await bundled("truth");
  const { videos } = JSON.parse(await truth.text()) as { readonly videos: Readonly<Record<string, { readonly frames: number; readonly events: readonly { readonly start: number; readonly end: number; readonly class: string }[] }>> };
  const all = Object.entries(videos).map(([id, { frames, events }]): TestVideo => {
    const snippets = Array.from({ length: Math.floor(frames / STRIDE) }, (_, snippet) => snippet);
    const middle = (snippet: number) => snippet * STRIDE + STRIDE / 2;
    return { id, snippets: snippets.length, odd: snippets.filter((at) => events.some(({ start, end }) => start <= middle(at) && middle(at) < end)), class: events[0]?.class ?? "" };
  });
  return [...all.filter(({ odd }) => odd.length > 0), ...all.filter(({ odd }) => odd.length === 0)];
}

interface Looked {
  readonly video: TestVideo;
  /** Changes with the head, so that answers about another one are asked again. */
  readonly head: string;
}

/** The head learned in step 1 with this seed, else the one that comes with the page; and the video that is chosen. */
function useLooked() {
  const [id, setId] = useState<string | null>(null);
  const own = learnt(place.value.seed, true);
  const videos = useLatest("videos", testVideos);
  const head = useLatest(own === undefined ? "bundled" : `seed ${own.seed}`, async (key) => {
    const began = performance.now();
    await scored(own?.weights ?? (await bundled("dsanet")).dsanet);
    return { key, seconds: (performance.now() - began) / 1000 };
  });
  const video = videos?.find((one) => one.id === id) ?? videos?.[0];
  const looked: Looked | null = head === null || video === undefined ? null : { video, head: head.key };
  const whose = own === undefined ? "comes with the page, learned with seed 0" : `learned here with seed ${own.seed}`;
  const controls = videos !== null && video !== undefined && <VideoField videos={videos} video={video} onChange={setId} />;
  return { looked, controls, stamp: <Stamp seconds={head?.seconds ?? null} seeded={false} note={`${NAME}; ${whose}`} /> };
}

function VideoField({ videos, video, onChange }: { readonly videos: readonly TestVideo[]; readonly video: TestVideo; readonly onChange: (id: string) => void }) {
  const { assignment } = place.value;
  const [from, to] = [video.odd[0], video.odd.at(-1)];
  return (
    <>
      <label class="field"><span>Test video</span><select value={video.id} onChange={(event) => onChange(event.currentTarget.value)}>{videos.map(({ id }) => <option key={id} value={id}>{id}</option>)}</select></label>
      {!assignment && <p class="hint">{from === undefined ? "Truth: nothing odd." : `Truth: ${video.class}, snippets ${from} to ${to}.`}</p>}
    </>
  );
}

export function Temperature() {
  const { looked, controls, stamp } = useLooked();
  const [at, setAt] = useState(LEARNED_AT);
  const [chosen, setSnippet] = useState<number | null>(null);
  const temperature = TEMPERATURES[at] ?? 1;
  const classes = useLatest(looked === null ? null : { ...looked, temperature }, async ({ video, temperature: t }) => (await tutor.call({ kind: "classes-at", video: video.id, temperature: t })).classes);
  if (looked === null || classes === null) return stamp;
  const snippet = chosen ?? looked.video.odd[Math.floor(looked.video.odd.length / 2)] ?? 0;
  return (
    <>
      {controls}
      <Controls>
        <Slider label="Temperature" min={0} max={TEMPERATURES.length - 1} step={1} value={at} shown={String(temperature)} onChange={setAt} />
        <Slider label="Snippet" min={0} max={looked.video.snippets - 1} step={1} value={snippet} onChange={setSnippet} />
      </Controls>
      <ClassBand classes={classes} truth={place.value.assignment || looked.video.odd.length === 0 ? null : { name: looked.video.class, odd: looked.video.odd }} />
      <figure class="why-figure" aria-label="Class probabilities">
        <h3>Class probabilities at temperature {temperature}</h3>
        <ClassTracks classes={classes} at={snippet} />
      </figure>
      <Readings label={`Snippet ${snippet}`} rows={classes.map(({ name, probabilities }) => ({ name, value: (probabilities[snippet] ?? NaN).toFixed(3) }))} />
      {stamp}
    </>
  );
}

export function EventBackground() {
  const { looked, controls, stamp } = useLooked();
  const view = useLatest(looked, async ({ video }) => (await tutor.call({ kind: "chunk-classes", video: video.id, crop: 0, chunk: 0 })).view);
  if (view === null) return stamp;
  return (
    <>
      {controls}
      <WeightBand view={view} />
      <figure class="why-figure" aria-label="Event and background">
        <h3>Two parts of one video</h3>
        <EventWeights view={view} />
        <Likeness view={view} />
      </figure>
      {stamp}
    </>
  );
}

export function Normality() {
  const { looked, controls, stamp } = useLooked();
  const view = useLatest(looked, async ({ video }) => ({ video, found: (await tutor.call({ kind: "chunk-normality", video: video.id, crop: 0, chunk: 0 })).view }));
  if (view === null) return stamp;
  const dots = place.value.assignment ? [] : view.video.odd;
  return (
    <>
      {controls}
      <PrototypeBand view={view.found} />
      <figure class="why-figure" aria-label="Prototypes of normality">
        <h3>Rebuilt from prototypes</h3>
        <Prototypes key={view.video.id} view={view.found} first={0} marked={dots} />
        {dots.length > 0 && <p class="hint">Dots: odd snippets.</p>}
      </figure>
      {stamp}
    </>
  );
}
