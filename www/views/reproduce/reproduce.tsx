/** The Reproduce view: files and results on the left, the conventions behind every number on the right; one column on a phone. */
import "../../style/reproduce.css";
import { useEffect } from "preact/hooks";
import { lazyPart } from "../../lazy_part";
import { engine } from "../../session/sessions";
import { addressNamesAState, followAddress, readAddress } from "./address";
import { openCatalogue } from "./catalogue";
import { ConventionsPanel } from "./conventions_panel";
import { CurveFigures } from "./curve_figures";
import { DropZone } from "./drop_zone";
import { followSwitches } from "./evaluate";
import { InputsPanel } from "./inputs_panel";
import { NetworkPanel } from "./network/network_panel";
import { followDevice } from "./network/run";
import { Problem } from "./problem";
import { PublishedOffer } from "./published_offer";
import { ResultPanel } from "./result_panel";
import { reproduce } from "./store";
import { VideoTable } from "./video_table";

/** Asked for only with these panels in sight, which is every time: but the rest of the view need not wait for them. */
const FramesPanel = lazyPart("The panel about frames", () => import("./frames/frames_panel").then(({ FramesPanel }) => FramesPanel));
const EncodingPanels = lazyPart("The panels about encoders", () => import("./encoding/panels").then(({ EncodingPanels }) => EncodingPanels));

export function Reproduce() {
  useEffect(start, []);
  return (
    <main class="view sided reproduce" id="reproduce">
      <div class="intro">
        <h1 tabIndex={-1}>Reproduce a score</h1>
        <p>From scores and ground truth to the published number, every convention in sight. Nothing you choose leaves your machine.</p>
      </div>
      <div class="workbench">
        <PublishedOffer />
        <InputsPanel />
        <NetworkPanel />
        <FramesPanel />
        <EncodingPanels />
        <Problem />
        <ResultPanel />
        <CurveFigures />
        <VideoTable />
      </div>
      <ConventionsPanel />
      <DropZone />
    </main>
  );
}

/** Begins with what the address says; returns what undoes it. */
function start(): () => void {
  // The badge in the header says what computes.
  engine.open().catch(() => undefined);
  openCatalogue();
  readAgain();
  const stops = [followAddress(), followSwitches(), followDevice()];
  // Our own changes of the address are silent: this one comes from the visitor.
  addEventListener("hashchange", readAgain);
  return () => {
    removeEventListener("hashchange", readAgain);
    stops.forEach((stop) => stop());
  };
}

function readAgain(): void {
  const catalogue = reproduce.catalogue.value;
  if (addressNamesAState() && catalogue !== null) reproduce.notice.value = readAddress(location.hash, catalogue);
}
