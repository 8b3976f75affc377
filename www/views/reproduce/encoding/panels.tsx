/** Both panels about encoders, which arrive together when the view is opened. */
import { useEffect } from "preact/hooks";
import { reproduce } from "../store";
import { EncodePanel } from "./encode_panel";
import { refreshKept } from "./weights";
import { WeightsPanel } from "./weights_panel";
import { followEncoderDevice } from "./work";

export function EncodingPanels() {
  const wanted = reproduce.panel.value;
  useEffect(() => {
    void refreshKept();
    return followEncoderDevice();
  }, []);
  useEffect(() => {
    if (wanted !== "weights") return;
    reproduce.panel.value = null;
    document.getElementById("weights")?.scrollIntoView({ block: "start" });
    document.getElementById("weights")?.focus({ preventScroll: true });
  }, [wanted]);
  return (
    <>
      <WeightsPanel />
      <EncodePanel />
    </>
  );
}
