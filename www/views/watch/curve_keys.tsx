import type { Track } from "../../session/protocol";
import { jump } from "./playback";
import { frameAt } from "./player/player";
import { clock } from "./sentences";
import { watch } from "./store";

/** Moment and score under the playhead. */
export function Now({ track }: { readonly track: Track }) {
  const time = watch.player.value?.time.value ?? 0;
  const frame = frameAt(track.times, time);
  return <span class="now">{clock(time)}: {track.empty[frame] === 1 ? "no object" : (track.robust[frame] ?? 0).toFixed(1)}</span>;
}

/** The same curve by keyboard: a slider over its frames. */
export function CurveKeys({ track }: { readonly track: Track }) {
  const player = watch.player.value;
  const time = player?.time.value ?? 0;
  const frame = frameAt(track.times, time);
  return (
    <input
      type="range"
      class="curve-keys"
      aria-label="Position on the curve"
      aria-valuetext={`${clock(time)}, score ${(track.robust[frame] ?? 0).toFixed(1)}`}
      min={0}
      max={Math.max(1, track.times.length - 1)}
      step={1}
      value={frame}
      disabled={player === null}
      onInput={(event) => jump(track.times[event.currentTarget.valueAsNumber] ?? 0)}
    />
  );
}
