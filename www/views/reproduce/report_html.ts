/** The whole report as one HTML file that needs nothing else: tables, curves as SVG, and the card inside. */
import type { CurvePoints, Evaluated, ResampledVideos } from "../../session/protocol";
import { INTENDED_USE } from "../watch/intended_use";
import { COLUMNS, sortRows, WORST_FIRST } from "./columns";
import { isPublished, resultGroups } from "./result_rows";

export interface Report {
  readonly title: string;
  readonly evaluated: Evaluated;
  readonly resampled: ResampledVideos | null;
  readonly headlineAp: string;
  readonly files: readonly { readonly role: string; readonly name: string }[];
  /** JSON. */
  readonly card: string;
}

const STYLE = `
:root{color-scheme:light dark;--line:light-dark(#e2ddd6,#332e2a);--soft:light-dark(#5c564f,#b3aaa0);--accent:light-dark(#b8410e,#ff9a62)}
body{font:15px/1.5 system-ui,sans-serif;max-width:960px;margin:2rem auto;padding:0 1rem;font-variant-numeric:tabular-nums;background:light-dark(#fffefc,#1d1a18);color:light-dark(#1d1b19,#f2eee9)}
table{border-collapse:collapse;width:100%;margin:1rem 0 2rem}th,td{border-top:1px solid var(--line);padding:.3rem .5rem .3rem 0;text-align:left;font-weight:400;vertical-align:top}
td{text-align:right}thead th,.group th{font-weight:600}small{display:block;color:var(--soft)}figure{display:inline-block;margin:0 1rem 1rem 0}svg{width:420px;max-width:100%;height:auto}
.scroll{overflow-x:auto}pre{overflow-x:auto;font-size:12px}caption,h2{text-align:left;font-size:1.1rem;font-weight:600}`;

export function reportHtml({ title, evaluated, resampled, headlineAp, files, card }: Report): string {
  const { roc, precisionRecall, comparison, numbers, warnings, references } = evaluated;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}: result card</title><style>${STYLE}</style></head>
<body>
<h1>${escaped(title)}</h1>
<p>Made by Oddframe from ${files.map(({ role, name }) => `${escaped(name)} (${role})`).join(", ")}.</p>
${evaluated.kinds === null ? "" : `<p><strong>Intended use.</strong> ${escaped(INTENDED_USE)}</p>`}
${warnings.length === 0 ? "" : `<h2>What to know about these numbers</h2><ul>${warnings.map(({ code, text }) => `<li>${escaped(`${code}: ${text}`)}</li>`).join("")}</ul>`}
${resultTable(evaluated, resampled, headlineAp)}
${references.length === 0 ? "" : `<p>Published numbers: ${escaped([...new Set(references.map(({ source }) => source))].join("; "))}.</p>`}
${figure("ROC curve", "false-positive rate", "true-positive rate", roc, comparison?.roc ?? null, [0, 1])}
${figure("Precision-recall curve", "recall", "precision", precisionRecall, comparison?.precisionRecall ?? null, [numbers.chanceAp, numbers.chanceAp])}
${videoTable(evaluated)}
<h2>The card</h2><pre>${escaped(card)}</pre>
</body></html>
`;
}

function resultTable(evaluated: Evaluated, resampled: ResampledVideos | null, headlineAp: string): string {
  const compared = evaluated.comparison !== null;
  const published = isPublished(evaluated);
  const cells = (second: string, print: string) => `${compared ? `<td>${escaped(second)}</td>` : ""}${published ? `<td>${print}</td>` : ""}`;
  const bodies = resultGroups(evaluated, resampled, headlineAp).map(({ title, rows }) => {
    const lines = rows.map((row) => `<tr><th scope="row">${escaped(row.name)}${row.note === "" ? "" : `<small>${escaped(row.note)}</small>`}</th><td>${escaped(row.here)}</td>${cells(row.second, `${escaped(row.published)}${row.verdict === "" ? "" : `<small>${escaped(row.verdict)}</small>`}`)}</tr>`);
    return `<tbody><tr class="group"><th scope="rowgroup" colspan="${2 + Number(compared) + Number(published)}">${escaped(title)}</th></tr>${lines.join("")}</tbody>`;
  });
  const heads = `<th scope="col">Measure</th><th scope="col">Here</th>${compared ? `<th scope="col">${escaped(evaluated.comparison?.name ?? "")}</th>` : ""}${published ? `<th scope="col">Published</th>` : ""}`;
  return `<div class="scroll"><table><caption>Result card</caption><thead><tr>${heads}</tr></thead>${bodies.join("")}</table></div>`;
}

function videoTable({ videos }: Evaluated): string {
  const rows = sortRows(videos, WORST_FIRST).map((row) => `<tr>${COLUMNS.map(({ key, text }) => (key === "video" ? `<th scope="row">${escaped(text(row))}</th>` : `<td>${escaped(text(row))}</td>`)).join("")}</tr>`);
  return `<div class="scroll"><table><caption>Per video, worst first</caption><thead><tr>${COLUMNS.map(({ name }) => `<th scope="col">${escaped(name)}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

/** A square of 400 units with room for the numbers at its axes. */
function figure(name: string, x: string, y: string, curve: CurvePoints, second: CurvePoints | null, chance: readonly [number, number]): string {
  const at = (px: number, py: number) => `${(40 + 400 * px).toFixed(2)} ${(410 - 400 * py).toFixed(2)}`;
  const line = (points: CurvePoints) => Array.from(points.x, (px, i) => `${i === 0 ? "M" : "L"}${at(px, points.y[i] ?? NaN)}`).join("");
  const ticks = [0, 0.5, 1].map((tick) => `<text x="${40 + 400 * tick}" y="428" text-anchor="middle">${tick}</text><text x="34" y="${414 - 400 * tick}" text-anchor="end">${tick}</text>`);
  return `<figure><figcaption>${name}: ${y} against ${x}</figcaption><svg viewBox="0 0 450 436" role="img" aria-label="${name}" font-size="12" fill="currentColor">
<rect x="40" y="10" width="400" height="400" fill="none" stroke="var(--line)"/><path d="M${at(0, chance[0])}L${at(1, chance[1])}" fill="none" stroke="var(--soft)" stroke-dasharray="3 4"/>
${second === null ? "" : `<path d="${line(second)}" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="7 4"/>`}<path d="${line(curve)}" fill="none" stroke="var(--accent)" stroke-width="2.5"/>${ticks.join("")}</svg></figure>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
