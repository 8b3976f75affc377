/** What a run tells about its time: seconds per phase, and progress that is not posted too often. */
import { Pace } from "./breath";
import type { Phase, Progress } from "./protocol";

/** Progress is posted at most this often, in milliseconds. */
const PROGRESS_MS = 100;

/** Lets through the first progress of a phase, and then one every `PROGRESS_MS`. */
export function throttled(listener: { progress(progress: Progress): void }): (progress: Progress) => void {
  const pace = new Pace(PROGRESS_MS);
  let phase: Phase | null = null;
  return (progress) => {
    const due = pace.due();
    if (!due && progress.phase === phase) return;
    phase = progress.phase;
    listener.progress(progress);
  };
}

/** Seconds per phase. */
export class Phases {
  readonly list: { readonly phase: Phase; readonly seconds: number }[] = [];

  async time<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const value = await work();
    this.list.push({ phase, seconds: (performance.now() - began) / 1000 });
    return value;
  }
}
