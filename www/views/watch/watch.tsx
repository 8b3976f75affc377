/** The Watch view: the clip and its curve on the left, what was found on the right; one column on a phone. */
import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { addressNamesAState, followAddress, readAddress } from "./address";
import { choose } from "./clip";
import { ClipPicker } from "./clip_picker";
import { CurveFigure } from "./curve_figure";
import { followAxis, followEvents } from "./derived";
import { DropZone } from "./drop_zone";
import { EventList } from "./event_list";
import { listenForKeys } from "./keys";
import { PlayerFrame } from "./player_frame";
import { Problem } from "./problem";
import { ResultCard } from "./result_card";
import { refreshHeld } from "./loaded";
import { loadedEntry } from "./methods";
import { openEngine } from "./run";
import { RunPanel } from "./run_panel";
import { watch } from "./store";
import { Panels } from "./panels";

export function Watch() {
  useEffect(start, []);
  return (
    <main class="view sided watch" id="watch">
      <div class="intro">
        <h1 tabIndex={-1}>Find the odd moments</h1>
        <p>In any fixed-camera clip, in this tab. Nothing you choose leaves your machine.</p>
      </div>
      <section class="stage" aria-label="Clip">
        <ClipPicker />
        <Problem />
        <PlayerFrame />
        <CurveFigure />
        <Panels />
      </section>
      <section class="findings" aria-label="Findings">
        <RunPanel />
        <ResultCard />
        <EventList />
      </section>
      <DropZone />
    </main>
  );
}

/** Whether the view has been open before: then it stays as it was left. */
let begun = false;

/** Begins with what the address says; returns what undoes it. */
function start(): () => void {
  if (!begun || addressNamesAState()) begin();
  begun = true;
  const stops = [followAddress(), followEvents(), followAxis(), listenForKeys(), followHeld()];
  // Our own changes of the address are silent: this one comes from the visitor.
  const follow = () => addressNamesAState() && begin();
  addEventListener("hashchange", follow);
  return () => {
    removeEventListener("hashchange", follow);
    watch.player.value?.pause();
    stops.forEach((stop) => stop());
  };
}

/** The browser's storage is looked at when a method needs weights from it. */
function followHeld(): () => void {
  return effect(() => {
    if (loadedEntry(watch.method.value) !== null) void refreshHeld();
  });
}

function begin(): void {
  const { at, refused } = readAddress(location.hash);
  void choose(watch.choice.value, { at });
  openEngine(watch.device.value);
  watch.notice.value = refused;
}
