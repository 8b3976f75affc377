/** What the encoder is busy with, and the button that stops it. */
import type { EncodingWork } from "./store";
import { duration, megabytes } from "./words";
import { stopEncoding } from "./work";

export function Progress({ work }: { readonly work: Exclude<EncodingWork, { kind: "idle" }> }) {
  const { what, unit, done, total, secondsLeft } = work;
  const amount = (value: number) => (unit === "bytes" ? megabytes(value) : value.toLocaleString("en"));
  const words = done === 0 && total === null ? "A moment, please." : total === null ? amount(done) : `${amount(done)} of ${amount(total)}`;
  return (
    <div class="progress">
      <p class="lead" id="encoding-work">{what}</p>
      {total === null || total === 0 ? <progress aria-labelledby="encoding-work" /> : <progress aria-labelledby="encoding-work" max={total} value={done} />}
      <div class="progress-foot">
        <p class="hint">{words}{secondsLeft !== null && secondsLeft >= 1 && `, about ${duration(secondsLeft)} left`}</p>
        <button type="button" class="button small" onClick={stopEncoding}>Cancel</button>
      </div>
    </div>
  );
}
