import type { Curve } from "./curve";
import { jump } from "./playback";
import { frameAt } from "./player/player";
import { clock } from "./sentences";
import { watch } from "./store";
import { written } from "./units";

/** Moment and score under the playhead. */
export function Now({ curve }: { readonly curve: Curve }) {
  const time = watch.player.value?.time.value ?? 0;
  const frame = frameAt(curve.times, time);
  return <span class="now">{clock(time)}: {curve.empty?.[frame] === 1 ? "no object" : written(curve.values[frame] ?? 0, curve.unit)}</span>;
}

/** The same curve by keyboard: a slider over its frames. */
export function CurveKeys({ curve }: { readonly curve: Curve }) {
  const player = watch.player.value;
  const time = player?.time.value ?? 0;
  const frame = frameAt(curve.times, time);
  return (
    <input
      type="range"
      class="curve-keys"
      aria-label="Position on the curve"
      aria-valuetext={`${clock(time)}, score ${written(curve.values[frame] ?? 0, curve.unit)}`}
      min={0}
      max={Math.max(1, curve.times.length - 1)}
      step={1}
      value={frame}
      disabled={player === null}
      onInput={(event) => jump(curve.times[event.currentTarget.valueAsNumber] ?? 0)}
    />
  );
}
