/** Taking the report away: the card as JSON, the videos and the curve as CSV, a picture, and all of it as one HTML file. */
import { pngOf, save } from "../../files/save";
import { examiner } from "../../session/sessions";
import type { Evaluated } from "../../session/protocol";
import { sortRows } from "./columns";
import { reportHtml } from "./report_html";
import { agreementLine } from "./sentences";
import { reproduce } from "./store";

export async function saveCard(): Promise<void> {
  save(reportName(), "json", new Blob([await card()], { type: "application/json" }));
}

export function saveVideos(): void {
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = sortRows(present().videos, reproduce.sorting.value).map((row) => [quoted(row.id), quoted(row.class), row.frames, row.positive, row.auroc ?? "undefined", row.maxScore, row.meanScore].join(","));
  save(`${reportName()}-videos`, "csv", new Blob([`video,class,frames,odd_frames,auroc,max_score,mean_score\n${rows.join("\n")}\n`], { type: "text/csv" }));
}

/** Tens of thousands of rows, every one of them a threshold of the scores. */
export async function saveCurve(): Promise<void> {
  const { text } = await examiner.call({ kind: "report", what: "curve" });
  save(`${reportName()}-curve`, "csv", new Blob([text], { type: "text/csv" }));
}

export async function saveHtml(): Promise<void> {
  const { evaluated, resampling, conventions } = reproduce;
  const html = reportHtml({
    title: reportName(),
    evaluated: present(),
    resampled: resampling.value.kind === "done" ? resampling.value.found : null,
    headlineAp: conventions.value?.ap ?? "both",
    files: [...reproduce.chosen.value].map(([role, { name }]) => ({ role, name })),
    card: await card(),
  });
  if (evaluated.value !== null) save(reportName(), "html", new Blob([html], { type: "text/html" }));
}

export async function savePng(): Promise<void> {
  const curves = [...reproduce.canvases];
  if (curves.length === 0) throw new Error("There is no curve to make a picture of.");
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const unit = devicePixelRatio;
  const [margin, line] = [16 * unit, 20 * unit];
  const canvas = document.createElement("canvas");
  canvas.width = curves.reduce((width, [, { width: own }]) => width + own + margin, margin);
  canvas.height = Math.max(...curves.map(([, { height }]) => height)) + 2 * margin + 3 * line;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser gives no 2D canvas to draw the picture on.");
  context.fillStyle = colour("--surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = colour("--text");
  context.textBaseline = "top";
  context.font = `600 ${14 * unit}px system-ui, sans-serif`;
  context.fillText(reportName(), margin, margin, canvas.width - 2 * margin);
  context.font = `${12 * unit}px system-ui, sans-serif`;
  context.fillText(agreementLine(present()), margin, margin + line, canvas.width - 2 * margin);
  let left = margin;
  for (const [name, curve] of curves) {
    context.fillText(name, left, margin + 2 * line);
    context.drawImage(curve, left, margin + 3 * line);
    left += curve.width + margin;
  }
  save(reportName(), "png", await pngOf(canvas));
}

async function card(): Promise<string> {
  return (await examiner.call({ kind: "report", what: "card" })).text;
}

function present(): Evaluated {
  const { value } = reproduce.evaluated;
  if (value === null) throw new Error("There is no result to export.");
  return value;
}

function reportName(): string {
  const parts = [reproduce.method.value, reproduce.dataSet.value].filter((part) => part !== "");
  return parts.length === 0 ? (reproduce.chosen.value.get("scores")?.name ?? "scores") : parts.join(" on ");
}
