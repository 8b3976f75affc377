/** A chart of lines as a part of a figure: drawn again when the theme changes, fed when the values do. */
import { useEffect, useRef } from "preact/hooks";
import { isDark } from "../theme";
import { CHART_FONT, colourOf } from "./chart_colours";
import { LineChart, type Line, type LineChartData } from "./line_chart";

/** A line whose colour is a name of the style sheet. */
export interface NamedLine extends Omit<Line, "colour"> {
  readonly colour: "--accent" | "--text" | "--line";
}
export interface LineFigureProps extends Omit<LineChartData, "lines"> {
  readonly lines: readonly NamedLine[];
  readonly height: number;
}

export function LinePlot({ lines, height, ...rest }: LineFigureProps) {
  const holder = useRef<HTMLDivElement>(null);
  const made = useRef<LineChart | null>(null);
  const dark = isDark.value;
  const data = (colour: (name: string) => string): LineChartData => ({ ...rest, lines: lines.map((line) => ({ ...line, colour: colour(line.colour) })) });
  useEffect(() => {
    if (holder.current === null) return undefined;
    const colour = colourOf(holder.current);
    made.current = new LineChart(holder.current, height, data(colour), { text: colour("--text-soft"), grid: colour("--line-soft"), font: CHART_FONT });
    return () => {
      made.current?.destroy();
      made.current = null;
    };
  }, [dark, lines.length]);
  useEffect(() => {
    if (holder.current !== null) made.current?.show(data(colourOf(holder.current)));
  });
  return (
    <>
      <ul class="legend" aria-hidden="true">
        {lines.map(({ name, colour, dash }) => <li key={name}><svg viewBox="0 0 24 8" width="24" height="8"><line x1="0" y1="4" x2="24" y2="4" style={{ stroke: `var(${colour})` }} stroke-width="2.5" stroke-dasharray={(dash ?? []).join(" ")} /></svg> {name}</li>)}
      </ul>
      <div class="line-chart" ref={holder} style={{ minHeight: `${height}px` }} />
    </>
  );
}
