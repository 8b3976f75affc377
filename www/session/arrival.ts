/**
 * From the visit to a ready engine, by phase: noted once each as User Timing measures, which a browser's own tools show too.
 * What compiling hides behind the download is part of the download.
 */
export type ArrivalPhase = "page" | "download" | "compile" | "device";

export interface Arrival {
  readonly phase: ArrivalPhase;
  readonly seconds: number;
}

const PHASES: readonly ArrivalPhase[] = ["page", "download", "compile", "device"];
const measureName = (phase: ArrivalPhase) => `oddframe: ${phase}`;

/** Notes when a phase began and ended, in milliseconds of `performance.now()`; the first time alone counts. */
export function noteArrival(phase: ArrivalPhase, start: number, end: number = performance.now()): void {
  if (performance.getEntriesByName(measureName(phase), "measure").length > 0) return;
  performance.measure(measureName(phase), { start: Math.min(start, end), end });
}

/** When a phase ended; 0 where it has not. */
export function arrivalEnd(phase: ArrivalPhase): number {
  const [noted] = performance.getEntriesByName(measureName(phase), "measure");
  return noted === undefined ? 0 : noted.startTime + noted.duration;
}

/** The phases that are over, in their order. */
export function arrival(): readonly Arrival[] {
  return PHASES.flatMap((phase) => performance.getEntriesByName(measureName(phase), "measure").map(({ duration }) => ({ phase, seconds: duration / 1000 })));
}
