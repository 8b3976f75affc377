/** Taking a result away: the curve as CSV, everything as JSON, the picture as PNG. */
import { plainArrays, pngOf, save } from "../../files/save";
import type { Track } from "../../session/protocol";
import { choiceKey } from "./clip_choice";
import { methodEntry } from "./methods";
import { standsOut } from "./sentences";
import { shownTrack, watch } from "./store";

export function saveCsv(): void {
  const { times, raw, smoothed, robust, empty } = track();
  const rows = Array.from(times, (time, frame) => [frame, time.toFixed(6), raw[frame], smoothed[frame], robust[frame], empty[frame]].join(","));
  save(clipName(), "csv", new Blob([`frame,time,raw,smoothed,robust,no_object\n${rows.join("\n")}\n`], { type: "text/csv" }));
}

export function saveJson(): void {
  const run = watch.run.value;
  const clip = watch.clip.value;
  const common = { format: "oddframe-watch/1", clip: clip?.name, choice: choiceKey(watch.choice.value), threshold: watch.threshold.value, events: watch.events.value, truth: clip?.truth ?? null, clicks: watch.clicks.value, controls: watch.controls.value };
  const result = run.kind === "scored" ? { auroc: run.auroc, result: run.result } : run.kind === "controlled" ? { auroc: run.auroc, control: run.control, track: run.track } : {};
  save(clipName(), "json", new Blob([JSON.stringify({ ...common, ...result }, plainArrays)], { type: "application/json" }));
}

export async function savePng(): Promise<void> {
  const curve = watch.curveCanvas.value;
  if (curve === null) throw new Error("There is no curve to make a picture of.");
  const style = getComputedStyle(document.documentElement);
  const margin = 16 * devicePixelRatio;
  const line = 20 * devicePixelRatio;
  const canvas = document.createElement("canvas");
  canvas.width = curve.width + 2 * margin;
  canvas.height = curve.height + 2 * margin + 2 * line;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser gives no 2D canvas to draw the picture on.");
  context.fillStyle = style.getPropertyValue("--surface").trim();
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.getPropertyValue("--text").trim();
  context.textBaseline = "top";
  context.font = `600 ${14 * devicePixelRatio}px system-ui, sans-serif`;
  context.fillText(`${clipName()}: ${shownMethod()}`, margin, margin, curve.width);
  context.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  context.fillText(`${standsOut(watch.events.value ?? [], track().times, watch.threshold.value)} Robust units. Oddframe.`, margin, margin + line, curve.width);
  context.drawImage(curve, margin, margin + 2 * line);
  save(clipName(), "png", await pngOf(canvas));
}

function shownMethod(): string {
  const run = watch.run.value;
  if (run.kind === "scored") return run.result.method;
  return run.kind === "controlled" ? `control ${methodEntry(run.control).name}` : "";
}

function track(): Track {
  const shown = shownTrack(watch.run.value);
  if (shown === null) throw new Error("There is no result to export.");
  return shown.track;
}

function clipName(): string {
  return watch.clip.value?.name ?? "clip";
}
