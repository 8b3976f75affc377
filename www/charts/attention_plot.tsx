/** What one snippet attends to: content, locality prior and both together, over the snippets. */
import type { AttentionOf } from "../session/protocol";
import { LinePlot } from "./line_figure";

/** Pixels. */
const HEIGHT = 170;

export function AttentionPlot({ row, snippet }: { readonly row: AttentionOf; readonly snippet: number }) {
  return (
    <>
      <LinePlot
        height={HEIGHT} x={Array.from(row.attention, (_, index) => index)} span={[0, 0.1]} at={snippet}
        lines={[
          { name: "whole", values: row.attention, colour: "--accent" },
          { name: "content (softmax)", values: row.content, colour: "--text", dash: [6, 4] },
          { name: "locality prior", values: row.prior, colour: "--line", dash: [2, 3] },
        ]}
      />
      <p class="hint">Sums of the row: content {sum(row.content)}, prior {sum(row.prior)}, whole {sum(row.attention)}.</p>
    </>
  );
}

function sum(values: Float32Array): string {
  return values.reduce((total, value) => total + value, 0).toFixed(3);
}
