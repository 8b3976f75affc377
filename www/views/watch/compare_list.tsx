/** The list "Compare": which curve is which, on which axis, what each gives at this moment; an earlier one can be removed. */
import { isFinished, remove } from "./compare";
import type { Curve } from "./curve";
import { DASHES, valueAt } from "./others";
import { frameAt } from "./player/player";
import { nameOf, watch } from "./store";
import { written, type Unit } from "./units";

export function CompareList({ curve }: { readonly curve: Curve }) {
  const run = watch.run.value;
  const kept = watch.kept.value;
  if (kept.length === 0 || !isFinished(run)) return null;
  const time = watch.player.value?.time.value ?? 0;
  return (
    <section class="compare" aria-label="Compare">
      <h3>Compare</h3>
      <ul aria-label="Curves">
        <li>
          <Swatch dash={null} />
          <Words name={nameOf(run)} unit={curve.unit} axis="left" auroc={run.auroc} now={curve.values[frameAt(curve.times, time)] ?? NaN} />
        </li>
        {kept.map((other, index) => (
          <li key={other.id}>
            <Swatch dash={DASHES[index] ?? []} />
            <Words name={other.name} unit={other.curve.unit} axis={other.curve.unit === curve.unit ? "left" : "right"} auroc={other.auroc} now={valueAt(other, time)} />
            <button type="button" class="button small quiet" aria-label={`Remove ${other.name}`} onClick={() => remove(other.id)}>Remove</button>
          </li>
        ))}
      </ul>
      {kept.some((other) => other.curve.unit !== curve.unit) && <p class="hint">Two units share no height: where two curves cross says nothing. What can be compared is when they rise, and their AUROC.</p>}
    </section>
  );
}

interface WordsProps {
  readonly name: string;
  readonly unit: Unit;
  readonly axis: "left" | "right";
  readonly auroc: number | null;
  readonly now: number;
}

function Words({ name, unit, axis, auroc, now }: WordsProps) {
  return (
    <span class="compare-words">
      <strong>{name}</strong>
      <span>{unit.name}, {axis} axis{auroc !== null && ` · AUROC ${auroc.toFixed(3)}`} · now {written(now, unit)}</span>
    </span>
  );
}

/** null: the newest curve, drawn in the colours of its scores. */
function Swatch({ dash }: { readonly dash: readonly number[] | null }) {
  const style = { stroke: dash === null ? "var(--accent)" : "var(--text-soft)" };
  return <svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true"><line x1="0" y1="4" x2="28" y2="4" style={style} stroke-width={dash === null ? 3 : 1.75} stroke-dasharray={(dash ?? []).join(" ")} /></svg>;
}
