/** Small actions on the player that buttons, keys and the curve share. */
import { watch } from "./store";

export function toggle(): void {
  const player = watch.player.value;
  if (player === null) return;
  if (player.playing.value) player.pause();
  else player.play();
}

/** The visitor follows the curve or the list of events. */
export function jump(time: number): void {
  watch.player.value?.seek(time);
}

/** The visitor says "odd" while the engine learns: a mark on the time line. */
export function clickOdd(): void {
  const player = watch.player.value;
  if (player === null || watch.run.value.kind !== "running") return;
  watch.clicks.value = [...watch.clicks.value, player.time.value];
}
