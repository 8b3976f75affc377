/** How far the run is, and the two ways to end it. */
import { duration } from "../encoding/words";
import { cancelRun, stopAndSave } from "./run";
import { frames } from "./store";
import { PHASES } from "./words";

export function FramesProgress() {
  const work = frames.work.value;
  if (work.kind === "idle") return null;
  const { phase, done, total, secondsLeft, cubes, loss, dropped, stopping } = work;
  const words = [total === null ? "A moment, please." : `${done.toLocaleString("en")} of ${total.toLocaleString("en")}${phase === "learn" ? " steps" : phase === "decode" ? " frames" : ""}`];
  if (phase === "decode" && cubes !== null) words.push(`${cubes.toLocaleString("en")} cubes`);
  if (loss !== null) words.push(`loss ${loss.toPrecision(3)}`);
  if (dropped !== null && dropped > 0) words.push(`${(100 * dropped).toFixed(1)} % dropped`);
  if (secondsLeft !== null && secondsLeft >= 1) words.push(`about ${duration(secondsLeft)} left`);
  return (
    <div class="progress">
      <p class="lead" id="frames-work">{stopping ? "Stopping after this step" : PHASES[phase]}</p>
      {total === null || total === 0 ? <progress aria-labelledby="frames-work" /> : <progress aria-labelledby="frames-work" max={total} value={done} />}
      <div class="progress-foot">
        <p class="hint">{words.join(", ")}</p>
        {phase === "learn" && <button type="button" class="button small" disabled={stopping} onClick={() => void stopAndSave()}>Stop and save state</button>}
        <button type="button" class="button small" onClick={cancelRun}>Cancel</button>
      </div>
    </div>
  );
}
