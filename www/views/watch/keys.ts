/** Keys for the player: space plays and pauses, arrows step by a frame (with shift by a second), O marks what looks odd. */
import { clickOdd, toggle } from "./playback";
import { watch } from "./store";

const SECOND = 1;

export function listenForKeys(): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || takesKey(event.target, event.key)) return;
    if (act(event)) event.preventDefault();
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

function act({ key, shiftKey }: KeyboardEvent): boolean {
  const player = watch.player.value;
  if (player === null) return false;
  switch (key) {
    case " ":
      toggle();
      return true;
    case "ArrowLeft":
    case "ArrowRight": {
      const way = key === "ArrowLeft" ? -1 : 1;
      if (shiftKey) player.seek(player.time.value + way * SECOND);
      else player.step(way);
      return true;
    }
    case "o":
    case "O":
      clickOdd();
      return true;
    default:
      return false;
  }
}

/** Fields keep all their keys; whatever else has the focus keeps space and arrows. */
function takesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  const focusable = key.length === 1 && key !== " " ? "input[type=number], select" : "input, select, button, a, summary";
  return target.closest(focusable) !== null;
}
