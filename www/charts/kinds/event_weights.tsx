/** How much each snippet counts as event and as background. */
import type { ChunkClasses } from "../../session/protocol";
import { LinePlot } from "../line_figure";
import { placesOf } from "./places";

/** Pixels. */
const HEIGHT = 170;

export function EventWeights({ view: { eventWeights, backgroundWeights, onPadding, first } }: { readonly view: ChunkClasses }) {
  const [event, background] = onPadding;
  return (
    <>
      <h4>Event against background</h4>
      <LinePlot
        height={HEIGHT} x={placesOf(eventWeights, first)} span={[0, 0.05]}
        lines={[
          { name: "weight as event", values: eventWeights, colour: "--accent" },
          { name: "weight as background", values: backgroundWeights, colour: "--text", dash: [6, 4] },
        ]}
      />
      <p class="hint">
        How much each snippet counts when the chunk is split in two (DCSA, which learns that the event looks like the video’s class and the background like “normal”).
        Each sums to 1; {percent(event)} of the event and {percent(background)} of the background lie on padding, as in the authors’ code.
      </p>
    </>
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
