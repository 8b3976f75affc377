/** "LBR-SPR from frames": a data set's frames become cubes, a network that learns from them, and scores against the published number. */
import { useEffect } from "preact/hooks";
import { DropField } from "../../../fields/drop_field";
import type { Dropped } from "../../../files/dropped";
import { about, takeFolder } from "./choose";
import { FramesProgress } from "./progress";
import { FramesResult } from "./result";
import { followFramesDevice, learn, missingToLearn, scoreByGiven, scoreByShipped } from "./run";
import { Settings } from "./settings";
import { HAS_SHIPPED } from "./shipped";
import { frames } from "./store";

export function FramesPanel() {
  useEffect(followFramesDevice, []);
  const busy = frames.work.value.kind !== "idle";
  return (
    <section class="card frames" aria-label="LBR-SPR from frames">
      <h2>LBR-SPR from frames</h2>
      <p class="hint">
        Drop a data set’s own folder: UCSD’s archive with its masks, or a folder of pictures per clip. It learns from the unlabelled clips themselves, or scores them by weights. Cubes take 15 kB of memory each, with motion 56 kB: UCSD
        Ped2 about 0.5 GB, at most 2 GB in a tab. Thirty epochs at full width are work for a graphics card: a processor needs many hours.
      </p>
      <Files busy={busy} />
      <Settings busy={busy} />
      {busy ? <FramesProgress /> : <Actions />}
      <p class="hint" role="status" aria-label="Run on the data set">{frames.stopped.value}</p>
      <FramesResult />
    </section>
  );
}

function Files({ busy }: { readonly busy: boolean }) {
  const [test, train, boxes, trainBoxes] = [frames.test.value, frames.train.value, frames.boxes.value, frames.trainBoxes.value];
  const learnsFromTraining = frames.mode.value !== "partial";
  const one = (take: (file: File) => void) => ([first]: readonly Dropped[]) => { if (first !== undefined) take(first.file); };
  return (
    <div class="file-fields">
      <DropField label="Frames of a data set" takes="folder" about={test === null ? "A folder: UCSD’s archive, or a folder of pictures per clip" : about(test, "test")} filled={test !== null} disabled={busy} onFiles={(files) => void takeFolder("test", files)} />
      <DropField takes="file" label="Boxes" about={boxes?.name ?? "Optional .npz: frame, box, clip_lengths; else motion says where the objects are"} accept=".npz,.json" filled={boxes !== null} disabled={busy} onFiles={one((file) => (frames.boxes.value = file))} />
      {learnsFromTraining && <DropField label="Training frames" takes="folder" about={train === null ? "The folder of the training clips, where the one above has none" : about(train, "train")} filled={train !== null} disabled={busy} onFiles={(files) => void takeFolder("train", files)} />}
      {learnsFromTraining && <DropField takes="file" label="Boxes of the training clips" about={trainBoxes?.name ?? "Where boxes are given, of both"} accept=".npz,.json" filled={trainBoxes !== null} disabled={busy} onFiles={one((file) => (frames.trainBoxes.value = file))} />}
      {boxes !== null && <button type="button" class="button quiet small" disabled={busy} onClick={() => { frames.boxes.value = null; frames.trainBoxes.value = null; }}>Take the boxes away</button>}
    </div>
  );
}

function Actions() {
  const missing = missingToLearn();
  const [state, weights] = [frames.state.value, frames.weights.value];
  const cannotScore = frames.test.value === null || frames.test.value.arranged.test.length === 0;
  return (
    <>
      <div class="network-actions">
        <button type="button" class="button" disabled={missing !== ""} onClick={() => void learn()}>Learn and score</button>
        {HAS_SHIPPED && <button type="button" class="button" disabled={cannotScore || frames.set.value !== "ped2" || frames.motion.value} onClick={() => void scoreByShipped()}>Score with the weights that come with the page</button>}
        <button type="button" class="button" disabled={cannotScore || weights === null} onClick={() => void scoreByGiven()}>Score with these weights</button>
        <p class="hint">{missing}</p>
      </div>
      <details class="train">
        <summary>Weights and saved states</summary>
        <div class="file-fields">
          <DropField takes="file" label="LBR weights" about={weights?.name ?? ".safetensors of “Save weights” or of oddframe train lbr"} accept=".safetensors,.pt,.pth" filled={weights !== null} onFiles={([first]) => (frames.weights.value = first?.file ?? null)} />
          <DropField takes="file" label="Saved state" about={state?.name ?? "Of a run that was stopped, here or on the command line: it is gone on with"} accept=".safetensors" filled={state !== null} onFiles={([first]) => (frames.state.value = first?.file ?? null)} />
        </div>
        {state !== null && <button type="button" class="button quiet small" onClick={() => (frames.state.value = null)}>Begin anew instead</button>}
      </details>
    </>
  );
}
