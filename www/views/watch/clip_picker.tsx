/** Choosing a clip: scenes, public clips, own files, a folder, the webcam. */
import { FolderIcon, UploadIcon } from "../../icons";
import { FRAMES_RANGE } from "./address";
import { choose, fetchPublic, takeFiles } from "./clip";
import { choiceFromKey, choiceGroups, choiceKey, choiceName, LARGEST_SEED, type ClipChoice } from "./clip_choice";
import { NumberField } from "../../fields/number_field";
import { lazyPart } from "../../lazy_part";
import type { PublicClip } from "./public_clips";
import { probeSentence } from "./sentences";
import { DEFAULT_FRAMES, watch } from "./store";
import { Webcam } from "./webcam";

const OwnScenePanel = lazyPart("The panel “Make your own scene”", () => import("./own_scene/own_scene").then(({ OwnScenePanel }) => OwnScenePanel));

export function ClipPicker() {
  const choice = watch.choice.value;
  const busy = watch.run.value.kind === "running";
  return (
    <div class="picker">
      <div class="picker-row">
        <label class="field grow">
          <span>Clip</span>
          <select
            value={choiceKey(choice)}
            disabled={busy}
            onChange={(event) => {
              const chosen = choiceFromKey(event.currentTarget.value);
              if (chosen !== null) void choose(chosen);
            }}
          >
            {choiceGroups(choice).map(({ label, choices }) => (
              <optgroup key={label} label={label}>
                {choices.map((entry) => <option key={choiceKey(entry)} value={choiceKey(entry)}>{choiceName(entry)}</option>)}
              </optgroup>
            ))}
          </select>
        </label>
        {choice.kind === "plaza" && <SceneFields seed={choice.seed} odd={choice.odd} busy={busy} />}
        <Upload busy={busy} />
      </div>
      <About choice={choice} busy={busy} />
    </div>
  );
}

function SceneFields({ seed, odd, busy }: { readonly seed: number; readonly odd: boolean; readonly busy: boolean }) {
  return (
    <>
      <NumberField label="Scene seed" value={seed} min={0} max={LARGEST_SEED} disabled={busy} onValue={(value) => void choose({ kind: "plaza", seed: value ?? 1, odd })} />
      <NumberField
        label="Frames"
        value={watch.frames.value}
        min={FRAMES_RANGE.min}
        max={FRAMES_RANGE.max}
        disabled={busy}
        onValue={(value) => {
          watch.frames.value = value ?? DEFAULT_FRAMES;
          void choose(watch.choice.value);
        }}
      />
    </>
  );
}

function Upload({ busy }: { readonly busy: boolean }) {
  const take = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = ""; // The same file may be chosen again.
    if (files.length > 0) void takeFiles(files);
  };
  return (
    <div class="uploads">
      <label class="button file">
        <UploadIcon />
        <span>Upload a clip</span>
        <input type="file" multiple accept="video/*,.mkv,.mov,.zip,image/*,.tif,.tiff,.bmp" disabled={busy} onChange={(event) => take(event.currentTarget)} />
      </label>
      <label class="button file square" title="Choose a folder of pictures">
        <FolderIcon />
        <span class="visually-hidden">Choose a folder of pictures</span>
        {/* `webkitdirectory` is what every browser calls it. */}
        <input type="file" multiple disabled={busy} ref={(input) => input?.setAttribute("webkitdirectory", "")} onChange={(event) => take(event.currentTarget)} />
      </label>
    </div>
  );
}

function About({ choice, busy }: { readonly choice: ClipChoice; readonly busy: boolean }) {
  const probe = watch.probe.value;
  const loaded = watch.clip.value;
  switch (choice.kind) {
    case "plaza":
      return null;
    case "own-scene":
      return <OwnScenePanel busy={busy} />;
    case "public":
      return <PublicOffer clip={choice.clip} fetched={loaded !== null} busy={busy || watch.loading.value.kind === "loading"} />;
    case "webcam":
      return loaded === null ? <Webcam /> : <WhatIsLoaded name={loaded.name} facts={probe === null ? null : probeSentence(probe)} />;
    case "own":
      return (
        <div class="about">
          {loaded !== null && <WhatIsLoaded name={loaded.name} facts={probe === null ? null : probeSentence(probe)} />}
          <p>Works best with a fixed camera, 20 s or more, mostly normal. Choose a video, pictures or a zip above, or drop them anywhere.</p>
        </div>
      );
  }
}

function WhatIsLoaded({ name, facts }: { readonly name: string; readonly facts: string | null }) {
  return <p class="about"><strong>{name}</strong>{facts !== null && ` · ${facts}`}</p>;
}

function PublicOffer({ clip, fetched, busy }: { readonly clip: PublicClip; readonly fetched: boolean; readonly busy: boolean }) {
  return (
    <div class="about offer">
      <p>
        “{clip.name}” by <a href={clip.home} target="_blank" rel="noreferrer">{clip.credit}</a>, {clip.licence}. {fetched ? "Fetched." : `It is fetched from ${new URL(clip.url).host} when you say so, and stays in this tab.`}
      </p>
      {!fetched && <button type="button" class="button" disabled={busy} onClick={() => void fetchPublic(clip)}>Fetch this clip</button>}
    </div>
  );
}
