/** Whether the lessons will run with the network off. */
import { keeping, type Keeping } from "./offline";

const WORDS: Readonly<Record<Keeping, string>> = {
  impossible: "Needs the network: this browser keeps no page for offline use here.",
  fetching: "Getting ready for offline use…",
  kept: "Ready for offline use.",
  failed: "Needs the network: keeping the page for offline use failed; reload to try again.",
};

export function OfflineState() {
  return <p class="offline-state" role="status" aria-label="Offline use" data-state={keeping.value}>{WORDS[keeping.value]}</p>;
}
