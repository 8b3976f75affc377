/** The status "Result": the number, what was published, how sure it is; and everything behind it as a table. */
import type { Evaluated } from "../../session/protocol";
import { ExportMenu } from "./export_menu";
import { Kinds } from "./kinds";
import { ResultTable } from "./result_table";
import { count, percent, publishedOf, publishedSentence, range, scored, signed } from "./sentences";
import { reproduce } from "./store";
import { SWITCHES } from "./switch_words";
import { Verified } from "./verified";

export function ResultPanel() {
  const evaluated = reproduce.evaluated.value;
  return (
    <section class={evaluated === null ? "result-waiting" : "card verdict-card"} aria-label="Result">
      <div role="status" aria-label="Result">{evaluated === null ? <span class="visually-hidden">No result yet.</span> : <Headline evaluated={evaluated} />}</div>
      {evaluated !== null && (
        <>
          <Verified />
          <Difference evaluated={evaluated} />
          <Warnings evaluated={evaluated} />
          <ResultTable evaluated={evaluated} />
          <Kinds evaluated={evaluated} />
          <ExportMenu />
        </>
      )}
    </section>
  );
}

function Headline({ evaluated }: { readonly evaluated: Evaluated }) {
  const { numbers, data, modified } = evaluated;
  const average = reproduce.conventions.value?.average ?? "micro";
  const headline = average === "macro_skip" ? numbers.macroSkip : average === "macro_pad" ? numbers.macroPad : numbers.auroc;
  const published = average === "micro" ? publishedOf(evaluated, "AUROC") : null;
  const seconds = reproduce.seconds.value;
  const about = reproduce.chosen.value.get("scores")?.about;
  return (
    <>
      <div class="headline">
        <p class="headline-here">
          <span class="headline-name">{average === "micro" ? "AUC here" : "Mean AUC per video here"}</span>
          <span class="headline-value">{headline === null ? "undefined" : percent(headline)}{headline !== null && <small> %</small>}</span>
        </p>
        {published !== null && (
          <p class="headline-published">
            <span class="headline-name">published</span>
            <span class="headline-value">{published.published}<small> %</small></span>
          </p>
        )}
        <Interval />
      </div>
      <p class="headline-words">
        {published !== null && `${publishedSentence(published)} `}
        {about !== undefined && `This score: ${about}. `}
        {seconds !== null && scored(data, seconds)}
        {reproduce.published.value && " Every value is what the sources published: checked by SHA-256."}
        {modified.length > 0 && ` Changed from ${reproduce.conventions.value?.preset ?? "the defaults"}: ${modified.map(labelOf).join(", ")}.`}
      </p>
    </>
  );
}

function Interval() {
  const resampling = reproduce.resampling.value;
  switch (resampling.kind) {
    case "none":
      return null;
    case "running":
      return (
        <p class="headline-interval">
          <span class="headline-name" id="resampling">95 % interval: resampling videos</span>
          <progress aria-labelledby="resampling" max={resampling.total || 1} value={resampling.done} />
        </p>
      );
    case "done": {
      const { own } = resampling.found;
      return (
        <p class="headline-interval">
          <span class="headline-name">95 % interval{own !== null && `, ${count(own.replicates, "resample")} of the videos`}</span>
          <span>{own === null ? "None: a resample would hold one class only." : `${percent(own.auroc.low)} to ${percent(own.auroc.high)} %`}</span>
        </p>
      );
    }
  }
}

/** A second method is never told apart without the noise of the test set beside it. */
function Difference({ evaluated: { comparison } }: { readonly evaluated: Evaluated }) {
  if (comparison === null) return null;
  const resampling = reproduce.resampling.value;
  const found = resampling.kind === "done" ? resampling.found.difference : null;
  const outside = found !== null && (found.auroc.low > 0 || found.auroc.high < 0);
  return (
    <div class="difference">
      <p>
        <strong>AUC {signed(comparison.difference.auroc)}</strong> against {comparison.name}
        {found !== null && <>; 95 % interval of the difference {range(found.auroc)}: {outside ? "it leaves out 0" : "it holds 0, so these videos do not tell the two apart"}</>}.
      </p>
      <p class="hint">{capital(comparison.caveat)}.</p>
    </div>
  );
}

function Warnings({ evaluated: { warnings } }: { readonly evaluated: Evaluated }) {
  if (warnings.length === 0) return null;
  return (
    <div class="warnings">
      <h3 id="warnings-title">What to know about these numbers</h3>
      <ul aria-labelledby="warnings-title">
        {warnings.map(({ code, text }) => <li key={code + text}><span class="warning-code">{code}</span> {text}</li>)}
      </ul>
    </div>
  );
}

function labelOf(name: string): string {
  return SWITCHES.find((entry) => entry.name === name)?.label.toLowerCase() ?? name;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
