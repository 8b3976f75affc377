/** The curve of the video that was pressed, with its odd frames. */
import { useEffect, useRef } from "preact/hooks";
import { CHART_FONT, colourOf } from "../../charts/chart_colours";
import { FrameCurve } from "../../charts/frame_curve";
import { CloseIcon } from "../../icons";
import type { VideoTrack } from "../../session/protocol";
import { isDark } from "../../theme";
import { count } from "./sentences";
import { ClassFigure } from "./network/class_figure";
import { KindWhyFigure } from "./network/kind_why_figure";
import { WhyFigure } from "./network/why_figure";
import { reproduce } from "./store";

/** Highest scores of spans of the video, in the table below the chart. */
const ROWS = 24;

export function VideoFigure() {
  const video = reproduce.video.value;
  if (video === null) return null;
  const threshold = reproduce.conventions.value?.far_tau ?? 0.5;
  return (
    <figure class="video-figure" aria-label={`Scores of ${video.id}`} ref={(figure) => figure?.scrollIntoView({ block: "nearest" })}>
      <div class="card-head">
        <h3>{video.id}</h3>
        <button type="button" class="button quiet square" aria-label="Close the curve" onClick={() => (reproduce.video.value = null)}><CloseIcon /></button>
      </div>
      <Chart video={video} threshold={threshold} dark={isDark.value} />
      <figcaption>
        Score over frames, as evaluated. {spans(video).length === 0 ? "No frame is odd." : `Hatched: odd frames ${spans(video).map(([from, to]) => `${from.toLocaleString("en")} to ${(to - 1).toLocaleString("en")}`).join(", ")}.`} Dashed: the false-alarm threshold {threshold}.
      </figcaption>
      <ScoreTable video={video} />
      <WhyFigure video={video.id} />
      <ClassFigure video={video.id} />
      <KindWhyFigure video={video.id} />
    </figure>
  );
}

function spans({ odd }: VideoTrack): readonly (readonly [number, number])[] {
  return Array.from({ length: odd.length / 2 }, (_, i) => [odd[2 * i] ?? 0, odd[2 * i + 1] ?? 0] as const);
}

interface ChartProps {
  readonly video: VideoTrack;
  readonly threshold: number;
  readonly dark: boolean;
}

function Chart({ video, threshold, dark }: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (holder.current === null) return undefined;
    const colour = colourOf(holder.current);
    const bands = spans(video).map(([from, to]) => ({ from, to, label: "odd" }));
    const colours = { line: colour("--accent"), text: colour("--text-soft"), grid: colour("--line-soft"), band: colour("--band"), font: CHART_FONT };
    const made = new FrameCurve(holder.current, video, { threshold, bands, clicks: [] }, colours);
    return () => made.destroy();
  }, [video, threshold, dark]);
  return <div class="video-chart" ref={holder} />;
}

function ScoreTable({ video }: { readonly video: VideoTrack }) {
  const per = Math.max(1, Math.ceil(video.scores.length / ROWS));
  const rows = Array.from({ length: Math.ceil(video.scores.length / per) }, (_, i) => ({
    from: video.starts[i * per] ?? 0,
    highest: video.scores.subarray(i * per, (i + 1) * per).reduce((top, score) => Math.max(top, score), -Infinity),
  }));
  return (
    <details class="curve-table">
      <summary>The curve as a table</summary>
      <table>
        <caption class="visually-hidden">Highest score of every {count(per, "score")}</caption>
        <thead><tr><th scope="col">From frame</th><th scope="col">Highest score</th></tr></thead>
        <tbody>{rows.map(({ from, highest }) => <tr key={from}><th scope="row">{from.toLocaleString("en")}</th><td>{highest.toFixed(4)}</td></tr>)}</tbody>
      </table>
    </details>
  );
}
