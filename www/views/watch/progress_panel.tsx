/** What is happening, how far it is, how to stop it; and something to do meanwhile. */
import { useEffect, useRef } from "preact/hooks";
import { download } from "../../session/sessions";
import type { Phase, Progress } from "../../session/protocol";
import { clickOdd } from "./playback";
import { cancel } from "./run";
import { count, duration, PHASE_NAMES } from "./sentences";
import { watch, type Run } from "./store";

type Running = Extract<Run, { kind: "running" }>;

export function ProgressPanel({ run }: { readonly run: Running }) {
  const { progress } = run;
  const heading = useRef<HTMLParagraphElement>(null);
  // The button that was pressed is gone; the focus stays where the visitor was.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const name = progress === null ? PHASE_NAMES.open : PHASE_NAMES[progress.phase];
  return (
    <div class="progress">
      <p class="lead" id="phase" tabIndex={-1} ref={heading}>{name}</p>
      <Bar progress={progress} />
      <p class="hint">{details(progress)}</p>
      <div class="invitation">
        <p>Meanwhile, be the judge: click the picture or press <kbd>O</kbd> whenever you see something odd.</p>
        <div class="ways">
          <button type="button" class="button" disabled={watch.player.value === null} onClick={clickOdd}>That was odd{watch.clicks.value.length > 0 && ` (${watch.clicks.value.length})`}</button>
          <button type="button" class="button quiet" onClick={cancel}>Cancel</button>
        </div>
      </div>
    </div>
  );
}

/** Without a value the bar is of unknown length, which `null` must not turn into 0. */
function Bar({ progress }: { readonly progress: Progress | null }) {
  if (progress?.total == null || progress.total === 0) return <progress aria-labelledby="phase" />;
  return <progress aria-labelledby="phase" max={progress.total} value={progress.done} />;
}

/** What is counted in each phase; nothing in the others. */
const COUNTED: Readonly<Partial<Record<Phase, string>>> = { decode: "frame", encode: "frame", features: "row", learn: "step", score: "object" };

function details(progress: Progress | null): string {
  if (progress === null) {
    const arrived = download.value;
    return arrived === null ? "A moment, please." : `Engine: ${(arrived.bytes / 1e6).toFixed(1)} MB loaded.`;
  }
  const unit = COUNTED[progress.phase] ?? null;
  const parts = unit === null ? [] : [progress.total === null ? count(progress.done, unit) : `${unit} ${progress.done.toLocaleString("en")} of ${progress.total.toLocaleString("en")}`];
  if (progress.cubes !== undefined) parts.push(`${count(progress.cubes, "object")} found`);
  if (progress.loss !== undefined) parts.push(`loss ${progress.loss.toPrecision(3)}`);
  if (progress.dropped !== undefined && progress.dropped > 0) parts.push(`${Math.round(progress.dropped * 100)} % left out as odd`);
  if (progress.secondsLeft !== null) parts.push(`about ${duration(Math.max(1, progress.secondsLeft))} left`);
  return parts.join(" · ");
}
