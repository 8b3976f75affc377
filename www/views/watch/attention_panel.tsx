/** The figure "Attention": what the snippet under the pointer, else under the playhead, attends to. */
import { AttentionPlot } from "../../charts/attention_plot";
import { Cancelled, toFailure } from "../../session/client";
import { engine } from "../../session/sessions";
import type { AttentionOf, Failure, ScoredSnippets } from "../../session/protocol";
import { frameAt } from "./player/player";
import { clock } from "./sentences";
import { watch } from "./store";
import { useNewest } from "./use_newest";

/** Milliseconds between two questions while the clip runs. */
const PAUSE = 120;
/** Snippets that the sentence names. */
const NAMED = 3;

interface Shown {
  readonly snippet: number;
  readonly row: AttentionOf | null;
  readonly failure: Failure | null;
}

export function AttentionPanel({ result }: { readonly result: ScoredSnippets }) {
  const time = watch.hovered.value ?? watch.player.value?.time.value ?? 0;
  const last = result.snippets.length - 1;
  const wanted = Math.min(last, Math.floor(frameAt(result.times, time) / result.stride));
  const { snippet, row, failure } = useNewest(wanted, ask, { snippet: 0, row: null, failure: null }, PAUSE);
  return (
    <figure class="card attention" aria-label="Attention">
      <h2>What snippet {snippet} attends to</h2>
      {failure !== null && <p class="hint">{failure.detail} {failure.advice}</p>}
      {row !== null && (
        <>
          <p>{sentence(snippet, row, result)}</p>
          <AttentionPlot row={row} snippet={snippet} />
        </>
      )}
      <figcaption class="hint">Over the {result.snippets.length} snippets of the clip. Point at the curve to ask about another one; by keyboard, move the position on the curve.</figcaption>
    </figure>
  );
}

function sentence(snippet: number, { attention }: AttentionOf, { snippets, times, stride }: ScoredSnippets): string {
  const order = Array.from(attention, (_, index) => index).sort((a, b) => (attention[b] ?? 0) - (attention[a] ?? 0));
  const named = order.slice(0, NAMED).map((index) => `${index} (${(attention[index] ?? 0).toFixed(2)})`);
  return `From ${clock(times[snippet * stride] ?? 0)} on, probability ${(snippets[snippet] ?? 0).toFixed(2)}. It takes most from the ${named.length === 1 ? "snippet" : "snippets"} ${named.join(", ")}.`;
}

/** null where the question was cancelled: what is shown stays. */
async function ask(snippet: number): Promise<Shown | null> {
  try {
    const { attention } = await engine.call({ kind: "snippet-attention", snippet });
    return { snippet, row: attention, failure: null };
  } catch (error) {
    return error instanceof Cancelled ? null : { snippet, row: null, failure: toFailure(error) };
  }
}
