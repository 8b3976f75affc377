/** What lies under and over the curve: bands of truth below it; threshold and the visitor's marks on top. */
import type uPlot from "uplot";

export interface CurveMarks {
  /** In the unit of the y axis. */
  readonly threshold: number;
  /** Seconds. */
  readonly bands: readonly { readonly from: number; readonly to: number; readonly label: string }[];
  /** Seconds. */
  readonly clicks: readonly number[];
}
interface MarkColours {
  readonly band: string;
  readonly mark: string;
  readonly text: string;
  readonly font: string;
}

/** Canvas pixels per CSS pixel of uPlot's own drawing. */
const ratio = () => devicePixelRatio;

export function bandsPlugin(marks: () => CurveMarks, colours: MarkColours): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (plot) => inside(plot, () => marks().bands.forEach((band) => drawBand(plot, band, colours))),
      draw: (plot) =>
        inside(plot, () => {
          drawThreshold(plot, marks().threshold, colours);
          marks().clicks.forEach((time) => drawClick(plot, time, colours));
        }),
    },
  };
}

function inside(plot: uPlot, draw: () => void): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}

/** Hatched and labelled, so that it needs no colour. */
function drawBand(plot: uPlot, band: CurveMarks["bands"][number], colours: MarkColours): void {
  const { ctx, bbox } = plot;
  const left = plot.valToPos(band.from, "x", true);
  const width = Math.max(2, plot.valToPos(band.to, "x", true) - left);
  const step = 7 * ratio();
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, width, bbox.height);
  ctx.clip();
  ctx.fillStyle = colours.band;
  ctx.fillRect(left, bbox.top, width, bbox.height);
  ctx.strokeStyle = colours.band;
  ctx.lineWidth = 1.5 * ratio();
  ctx.beginPath();
  for (let x = left - bbox.height; x < left + width; x += step) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
  ctx.fillStyle = colours.text;
  ctx.font = scaledFont(colours.font);
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  ctx.fillText(band.label, left + 4 * ratio(), bbox.top + 3 * ratio());
}

function drawThreshold(plot: uPlot, threshold: number, colours: MarkColours): void {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(threshold, "y", true);
  ctx.strokeStyle = colours.text;
  ctx.lineWidth = ratio();
  ctx.setLineDash([5 * ratio(), 4 * ratio()]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
}

/** A small flag at the bottom edge: you said "odd" here. */
function drawClick(plot: uPlot, time: number, colours: MarkColours): void {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(time, "x", true);
  const bottom = bbox.top + bbox.height;
  const size = 7 * ratio();
  ctx.fillStyle = colours.mark;
  ctx.beginPath();
  ctx.moveTo(x - size, bottom);
  ctx.lineTo(x + size, bottom);
  ctx.lineTo(x, bottom - 1.6 * size);
  ctx.fill();
}

/** uPlot scales fonts by the pixel ratio; what we write ourselves must do the same. */
function scaledFont(font: string): string {
  return font.replace(/(\d+(?:\.\d+)?)px/, (_text, size: string) => `${Number(size) * ratio()}px`);
}
