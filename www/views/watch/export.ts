/** Taking a result away: the curve as CSV, everything as JSON, the picture as PNG. */
import { plainArrays, pngOf, save } from "../../files/save";
import type { ScoredSnippets, Track } from "../../session/protocol";
import { choiceKey } from "./clip_choice";
import { isFinished } from "./compare";
import { standsOut } from "./sentences";
import { nameOf, thresholdOf, watch, type Finished } from "./store";

export function saveCsv(): void {
  const run = finished();
  const rows = run.kind === "snippets" ? rowsOfSnippets(run.result) : rowsOfTrack(run.kind === "scored" ? run.result.track : run.track);
  save(fileName(run), "csv", new Blob([`${rows.join("\n")}\n`], { type: "text/csv" }));
}

export function saveJson(): void {
  const run = finished();
  const clip = watch.clip.value;
  const { unit } = run.curve;
  const common = {
    format: "oddframe-watch/1", clip: clip?.name, choice: choiceKey(watch.choice.value), method: nameOf(run), unit: unit.key, threshold: thresholdOf(unit),
    events: events().map((event, index) => ({ ...event, ...named(index) })), truth: clip?.truth ?? null, clicks: watch.clicks.value, controls: watch.controls.value, compared: compared(),
  };
  const result = run.kind === "controlled" ? { control: run.control, track: run.track } : { result: run.result };
  save(fileName(run), "json", new Blob([JSON.stringify({ ...common, auroc: run.auroc, ...result }, plainArrays)], { type: "application/json" }));
}

export async function savePng(): Promise<void> {
  const run = finished();
  const curve = watch.curveCanvas.value;
  if (curve === null) throw new Error("There is no curve to make a picture of.");
  const style = getComputedStyle(document.documentElement);
  const margin = 16 * devicePixelRatio;
  const line = 20 * devicePixelRatio;
  const beside = watch.kept.value.map(({ name, curve: { unit } }, index) => `${["Dashed", "Dotted"][index] ?? "Also"}: ${name}, ${unit.name}.`);
  const lines = [`${standsOut(events(), run.curve, watch.eventNames.value)} In ${run.curve.unit.name}. Oddframe.`, ...beside];
  const canvas = document.createElement("canvas");
  canvas.width = curve.width + 2 * margin;
  canvas.height = curve.height + 2 * margin + (1 + lines.length) * line;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser gives no 2D canvas to draw the picture on.");
  context.fillStyle = style.getPropertyValue("--surface").trim();
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.getPropertyValue("--text").trim();
  context.textBaseline = "top";
  context.font = `600 ${14 * devicePixelRatio}px system-ui, sans-serif`;
  context.fillText(`${clipName()}: ${run.kind === "controlled" ? "control " : ""}${nameOf(run)}`, margin, margin, curve.width);
  context.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  lines.forEach((text, index) => context.fillText(text, margin, margin + (index + 1) * line, curve.width));
  context.drawImage(curve, margin, margin + (1 + lines.length) * line);
  save(fileName(run), "png", await pngOf(canvas));
}

function rowsOfTrack({ times, raw, smoothed, robust, empty }: Track): readonly string[] {
  const rows = Array.from(times, (time, frame) => [frame, time.toFixed(6), raw[frame], smoothed[frame], robust[frame], empty[frame]].join(","));
  return ["frame,time,raw,smoothed,robust,no_object", ...rows];
}

/** Class probabilities are those of the frame's snippet; frames after the last snippet take its values. */
function rowsOfSnippets({ times, frames, snippets, stride, classes, experimental }: ScoredSnippets): readonly string[] {
  const rows = Array.from(times, (time, frame) => {
    const snippet = Math.min(snippets.length - 1, Math.floor(frame / stride));
    return [frame, time.toFixed(6), frames[frame], snippet, experimental ? 1 : 0, ...classes.map(({ probabilities }) => probabilities[snippet])].join(",");
  });
  return [["frame,time,probability,snippet,experimental", ...classes.map(({ name }) => `class_${name}`)].join(","), ...rows];
}

/** The other curves of the figure. */
function compared() {
  return watch.kept.value.map(({ name, auroc, curve: { unit, times, values } }) => ({ method: name, unit: unit.key, auroc, times, values }));
}

/** What an event is most like; null where no class is sure enough, nothing where the method names none. */
function named(index: number) {
  const names = watch.eventNames.value;
  return names.length === 0 ? {} : { mostLike: names[index] ?? null };
}

function events() {
  return watch.events.value ?? [];
}

function finished(): Finished {
  const run = watch.run.value;
  if (!isFinished(run)) throw new Error("There is no result to export.");
  return run;
}

/** Marked where the result is. */
function fileName(run: Finished): string {
  return run.kind === "snippets" && run.result.experimental ? `${clipName()}-experimental` : clipName();
}

function clipName(): string {
  return watch.clip.value?.name ?? "clip";
}
