/** The picture with its overlay, and the controls below it. */
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { BackIcon, ForwardIcon, PauseIcon, PlayIcon } from "../../icons";
import { download } from "../../session/sessions";
import type { ClipSource } from "../../session/protocol";
import type { ClipChoice } from "./clip_choice";
import { drawOverlay, type Drawing } from "./overlay";
import { clickOdd, jump, toggle } from "./playback";
import { frameAt, type Player } from "./player/player";
import { clock } from "./sentences";
import { thresholdOf, watch } from "./store";
import { written } from "./units";

export function PlayerFrame() {
  const player = watch.player.value;
  return (
    <div class="player">
      {player === null ? <EmptyScreen /> : <Screen key={watch.clip.value?.name} player={player} />}
      <Controls player={player} />
    </div>
  );
}

function EmptyScreen() {
  const loading = watch.loading.value;
  const arrived = download.value;
  const engineLine = arrived !== null && (watch.choice.value.kind === "plaza" || watch.choice.value.kind === "own-scene") ? `${(arrived.bytes / 1e6).toFixed(1)} ${arrived.total === null ? "" : `of ${(arrived.total / 1e6).toFixed(1)} `}MB of the engine loaded` : null;
  const clip = watch.clip.value;
  const words = loading.kind === "loading" ? `${loading.what}…` : clip !== null ? unplayed(clip.source.kind) : NOTHING_YET[watch.choice.value.kind];
  return (
    <div class="screen empty" aria-busy={loading.kind === "loading"}>
      <p>{words}</p>
      {loading.kind === "loading" && engineLine !== null && <p class="hint">{engineLine}</p>}
    </div>
  );
}

const NOTHING_YET: Readonly<Record<ClipChoice["kind"], string>> = {
  plaza: "No scene yet.",
  "own-scene": "No scene yet: what does not fit is said above.",
  public: "This clip has not been fetched yet.",
  own: "Drop a clip here, or press “Upload a clip”.",
  webcam: "Nothing has been recorded yet.",
};

function unplayed(kind: ClipSource["kind"]): string {
  return kind === "zip" ? "Pictures in a zip are scored, but not played." : "This clip can be scored, but this browser cannot play it.";
}

function Screen({ player }: { readonly player: Player }) {
  const holder = useRef<HTMLDivElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    element.prepend(player.surface);
    element.style.aspectRatio = `${player.width} / ${player.height}`;
    element.style.setProperty("--shape", String(player.width / player.height));
    return () => player.surface.remove();
  }, [player]);
  useEffect(() => {
    const canvas = overlay.current;
    if (canvas === null) return undefined;
    const draw = () => drawOverlay(canvas, currentDrawing(player));
    const stop = effect(draw);
    const resized = new ResizeObserver(draw);
    resized.observe(canvas);
    return () => {
      stop();
      resized.disconnect();
    };
  }, [player]);

  const running = watch.run.value.kind === "running";
  const loading = watch.loading.value;
  return (
    <div class={running ? "screen judging" : "screen"} ref={holder} onClick={() => (running ? clickOdd() : toggle())}>
      <canvas class="overlay" ref={overlay} aria-hidden="true" />
      {player.trouble.value !== null && <p class="screen-note">{player.trouble.value}</p>}
      {loading.kind === "loading" && <p class="screen-note">{loading.what}…</p>}
    </div>
  );
}

function currentDrawing(player: Player): Drawing | null {
  const run = watch.run.value;
  const time = player.time.value;
  if (!watch.showBoxes.value) return null;
  if (run.kind === "scored") return { kind: "boxes", result: run.result, frame: frameAt(run.curve.times, time), threshold: thresholdOf(run.curve.unit) };
  if (run.kind !== "snippets") return null;
  const { times, values, unit } = run.curve;
  const value = values[frameAt(times, time)] ?? NaN;
  return value >= thresholdOf(unit) ? { kind: "whole", share: value / unit.top, words: written(value, unit) } : null;
}

function Controls({ player }: { readonly player: Player | null }) {
  const playing = player?.playing.value === true;
  const off = player === null;
  // Snippets have no regions: the whole picture is marked.
  const isWhole = watch.run.value.kind === "snippets";
  return (
    <div class="controls">
      <button type="button" class="button quiet square" disabled={off} onClick={() => player?.step(-1)} aria-label="One frame back"><BackIcon /></button>
      <button type="button" class="button quiet square" disabled={off} onClick={toggle} aria-label={playing ? "Pause" : "Play"}>{playing ? <PauseIcon /> : <PlayIcon />}</button>
      <button type="button" class="button quiet square" disabled={off} onClick={() => player?.step(1)} aria-label="One frame forward"><ForwardIcon /></button>
      <TimeSlider player={player} />
      <div class="checks">
        <label class="check"><input type="checkbox" checked={watch.showBoxes.value} onChange={(event) => (watch.showBoxes.value = event.currentTarget.checked)} /> {isWhole ? "Frame" : "Boxes"}</label>
        {!isWhole && <label class="check"><input type="checkbox" checked={watch.showWorst.value} onChange={(event) => (watch.showWorst.value = event.currentTarget.checked)} /> Worst object</label>}
      </div>
    </div>
  );
}

/** Apart, so that a running clip draws only this anew. */
function TimeSlider({ player }: { readonly player: Player | null }) {
  const time = player?.time.value ?? 0;
  const duration = player?.duration ?? 0;
  return (
    <>
      <input type="range" class="time" aria-label="Time" aria-valuetext={clock(time)} min={0} max={duration || 1} step={0.01} value={time} disabled={player === null} onInput={(event) => jump(event.currentTarget.valueAsNumber)} />
      <output class="clock">{clock(time)} <span>/ {clock(duration)}</span></output>
    </>
  );
}
