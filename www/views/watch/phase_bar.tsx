/** Where the time went: from the visit to a ready engine, and the run, each a bar of its phases with their seconds in words. */
import { arrival, type ArrivalPhase } from "../../session/arrival";
import type { Phase } from "../../session/protocol";
import { duration, PHASE_NAMES } from "./sentences";

const ARRIVAL_NAMES: Readonly<Record<ArrivalPhase, string>> = {
  page: "Showing the page",
  download: "Loading the engine, compiled while it arrives",
  compile: "Compiling what was left",
  device: "Opening the device",
};

interface Part {
  readonly name: string;
  readonly seconds: number;
}

export function PhaseBar({ phases }: { readonly phases: readonly { readonly phase: Phase; readonly seconds: number }[] }) {
  return (
    <figure class="phases" role="figure" aria-label="Where the time went">
      <Bar title="Until the engine was ready" parts={arrival().map(({ phase, seconds }) => ({ name: ARRIVAL_NAMES[phase], seconds }))} />
      <Bar title="This run" parts={phases.map(({ phase, seconds }) => ({ name: PHASE_NAMES[phase], seconds }))} />
    </figure>
  );
}

function Bar({ title, parts }: { readonly title: string; readonly parts: readonly Part[] }) {
  const total = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  if (total === 0) return null;
  let from = 0;
  const placed = parts.map((part) => {
    const start = from;
    from += (100 * part.seconds) / total;
    return { ...part, start, width: (100 * part.seconds) / total };
  });
  return (
    <>
      <figcaption>{title}: {duration(total)}</figcaption>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        {placed.map(({ name, start, width }, at) => <rect key={name} class={`part-${at % 4}`} x={start} y="0" width={width} height="4" />)}
      </svg>
      <ul>
        {placed.map(({ name, seconds }, at) => <li key={name}><span class={`swatch part-${at % 4}`} aria-hidden="true" /><span>{name}</span><span>{duration(seconds)}</span></li>)}
      </ul>
    </>
  );
}
