/** The figure "Classes over time": a row per class under the curve, its probability as depth of colour and as a number. */
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { colourOf } from "../../charts/chart_colours";
import { isDark } from "../../theme";
import type { ClassTrack, ScoredSnippets } from "../../session/protocol";
import { ClassTable } from "./class_table";
import { jump } from "./playback";
import { frameAt } from "./player/player";
import { watch } from "./store";
import { PROBABILITY } from "./units";

export function ClassBand({ result }: { readonly result: ScoredSnippets }) {
  const { classes, times, stride } = result;
  // A second axis narrows the plot of the curve above, and these rows with it.
  const isNarrowed = watch.kept.value.some(({ curve }) => curve.unit !== PROBABILITY);
  const span = (times.at(-1) ?? 0) || 1;
  const covered = Math.min(1, (times[Math.min(stride * result.snippets.length, times.length - 1)] ?? span) / span);
  const snippet = Math.min(result.snippets.length - 1, Math.floor(frameAt(times, watch.player.value?.time.value ?? 0) / stride));
  return (
    <figure class="card classes" aria-label="Classes over time">
      <h2>Classes over time</h2>
      <div class={isNarrowed ? "class-rows narrowed" : "class-rows"}>
        {classes.map((track, index) => (
          <div key={track.name} class="class-row">
            <p><span>{track.name}</span><span>{(track.probabilities[snippet] ?? 0).toFixed(2)}</span></p>
            <Strip track={track} isNormal={index === 0} covered={covered} onSeek={(share) => jump(share * span)} />
          </div>
        ))}
        <Playhead span={span} />
      </div>
      <div class="class-scale" aria-hidden="true"><span>0</span><span class="class-ramp" /><span>1</span></div>
      <figcaption class="hint">Probability of each class, the deeper the higher; the numbers are those at the playhead. In a snippet they sum to 1, “normal” included.</figcaption>
      <ClassTable result={result} />
    </figure>
  );
}

interface StripProps {
  readonly track: ClassTrack;
  readonly isNormal: boolean;
  /** Share of the clip that the snippets cover. */
  readonly covered: number;
  readonly onSeek: (share: number) => void;
}

/** A pixel per snippet; the style sheet stretches it over the time of the clip. */
function Strip({ track: { name, probabilities }, isNormal, covered, onSeek }: StripProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = isDark.value;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (canvas.current === null || context == null) return;
    context.clearRect(0, 0, probabilities.length, 1);
    context.fillStyle = colourOf(canvas.current)(isNormal ? "--text-soft" : "--accent");
    probabilities.forEach((probability, snippet) => {
      context.globalAlpha = probability;
      context.fillRect(snippet, 0, 1, 1);
    });
  }, [probabilities, isNormal, dark]);
  const seek = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onSeek((event.clientX - left) / width);
  };
  return (
    <div class="class-strip" onPointerDown={seek}>
      <canvas ref={canvas} width={probabilities.length} height={1} style={{ width: `${100 * covered}%` }} role="img" aria-label={`Probability of ${name} over time, highest ${probabilities.reduce((most, value) => Math.max(most, value), 0).toFixed(2)}`} />
    </div>
  );
}

/** Moves without drawing the rows anew. */
function Playhead({ span }: { readonly span: number }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => effect(() => {
    line.current?.style.setProperty("left", `${(100 * (watch.player.value?.time.value ?? 0)) / span}%`);
  }), [span]);
  return <div class="class-playhead" ref={line} />;
}
