/** The panel "Make your own scene": place, people, weather, light, camera and odd events; a change redraws the scene. */
import { NumberField } from "../../../fields/number_field";
import { FRAMES_RANGE } from "../address";
import { choose } from "../clip";
import { LARGEST_SEED } from "../clip_choice";
import { DEFAULT_FRAMES, watch } from "../store";
import { Choose } from "./choose";
import { EventFields } from "./event_fields";
import { CAMERAS, LIGHTS, MOST_EVENTS, MOST_PEOPLE, PLACES, WEATHERS, type OddEventScript, type OwnScene } from "./script";

/** Frames per second of every scene. */
const FPS = 30;

export function OwnScenePanel({ busy }: { readonly busy: boolean }) {
  const scene = watch.ownScene.value;
  const change = (part: Partial<OwnScene>) => {
    watch.ownScene.value = { ...watch.ownScene.value, ...part };
    void choose({ kind: "own-scene" });
  };
  return (
    <fieldset class="own-scene">
      <legend>Make your own scene</legend>
      <div class="own-fields">
        <Choose label="Place" names={PLACES} value={scene.place} disabled={busy} onValue={(place) => change({ place })} />
        <NumberField label="People" value={scene.crowd} min={0} max={MOST_PEOPLE} disabled={busy} onValue={(crowd) => change({ crowd: crowd ?? 0 })} />
        <Choose label="Weather" names={WEATHERS} value={scene.weather} disabled={busy} onValue={(weather) => change({ weather })} />
        <Choose label="Light" names={LIGHTS} value={scene.light} disabled={busy} onValue={(light) => change({ light })} />
        <Choose label="Camera" names={CAMERAS} value={scene.camera} disabled={busy} onValue={(camera) => change({ camera })} />
        <NumberField label="Scene seed" value={scene.seed} min={0} max={LARGEST_SEED} disabled={busy} onValue={(seed) => change({ seed: seed ?? 1 })} />
        <NumberField
          label="Frames"
          value={watch.frames.value}
          min={FRAMES_RANGE.min}
          max={FRAMES_RANGE.max}
          disabled={busy}
          onValue={(frames) => {
            watch.frames.value = frames ?? DEFAULT_FRAMES;
            change({});
          }}
        />
      </div>
      <OddEvents events={scene.events} busy={busy} onChange={(events) => change({ events })} />
    </fieldset>
  );
}

interface OddEventsProps {
  readonly events: readonly OddEventScript[];
  readonly busy: boolean;
  readonly onChange: (events: readonly OddEventScript[]) => void;
}

function OddEvents({ events, busy, onChange }: OddEventsProps) {
  const seconds = watch.frames.value / FPS;
  const added: OddEventScript = { class: "runner", at: Math.floor(seconds / 2), length: null, side: "middle" };
  return (
    <>
      {events.map((event, index) => (
        <EventFields
          key={index}
          event={event}
          number={index + 1}
          seconds={seconds}
          disabled={busy}
          onChange={(changed) => onChange(events.with(index, changed))}
          onRemove={() => onChange(events.toSpliced(index, 1))}
        />
      ))}
      <div class="own-more">
        <button type="button" class="button" disabled={busy || events.length >= MOST_EVENTS} onClick={() => onChange([...events, added])}>Add something odd</button>
        <p class="hint">{events.length === 0 ? "Nothing odd happens: a scene to see false alarms on." : `Up to ${MOST_EVENTS}. The page knows when each is in sight and measures the curve against it.`} The address of this page holds the whole scene.</p>
      </div>
    </>
  );
}
