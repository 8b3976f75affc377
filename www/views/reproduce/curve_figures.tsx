/** The figures "ROC curve" and "Precision-recall curve". */
import { useEffect, useRef } from "preact/hooks";
import { CHART_FONT, colourOf } from "../../charts/chart_colours";
import { heightAt, RateCurve, type RateChart } from "../../charts/rate_curve";
import type { CurvePoints } from "../../session/protocol";
import { isDark } from "../../theme";
import { six } from "./sentences";
import { reproduce } from "./store";

/** Where the tables below the charts read the curve. */
const PLACES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];

export function CurveFigures() {
  const evaluated = reproduce.evaluated.value;
  if (evaluated === null) return null;
  const { roc, precisionRecall, comparison, numbers } = evaluated;
  const step = reproduce.conventions.value?.ap === "step";
  return (
    <div class="curves">
      <RateFigure
        name="ROC curve" x="False-positive rate" y="True-positive rate" curve={roc} second={comparison?.roc ?? null} chance={[0, 1]} other={comparison?.name ?? null}
        area={`Area ${six(numbers.auroc)}`}
      />
      <RateFigure
        name="Precision-recall curve" x="Recall" y="Precision" curve={precisionRecall} second={comparison?.precisionRecall ?? null} chance={[numbers.chanceAp, numbers.chanceAp]} other={comparison?.name ?? null}
        area={`Area by ${step ? `steps ${six(numbers.apStep)}` : `trapezoids ${six(numbers.apTrapezoid)}`}`}
      />
    </div>
  );
}

interface RateFigureProps extends RateChart {
  readonly name: string;
  readonly x: string;
  readonly y: string;
  readonly curve: CurvePoints;
  readonly other: string | null;
  readonly area: string;
}

function RateFigure({ name, x, y, curve, second, chance, other, area }: RateFigureProps) {
  const { drawn } = curve;
  return (
    <figure class="curve rate" aria-label={name}>
      <div class="curve-head"><h2>{name}</h2></div>
      <p class="axis-name">{y}</p>
      <Chart curve={curve} second={second} chance={chance} dark={isDark.value} name={name} />
      <p class="axis-name below">{x}</p>
      <figcaption>
        {area}. {drawn === curve.full ? `${drawn.toLocaleString("en")} points.` : `${drawn.toLocaleString("en")} points drawn for ${curve.full.toLocaleString("en")}, with the same area.`} Dotted: a score that knows nothing.{other !== null && ` Dashed: ${other}.`}
      </figcaption>
      <details class="curve-table">
        <summary>The curve as a table</summary>
        <table>
          <caption class="visually-hidden">{name}</caption>
          <thead><tr><th scope="col">{x}</th><th scope="col">{y}</th></tr></thead>
          <tbody>{PLACES.map((at) => <tr key={at}><th scope="row">{at.toFixed(2)}</th><td>{heightAt(curve, at).toFixed(4)}</td></tr>)}</tbody>
        </table>
      </details>
    </figure>
  );
}

function Chart({ curve, second, chance, dark, name }: RateChart & { readonly dark: boolean; readonly name: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const made = useRef<RateCurve | null>(null);
  useEffect(() => {
    if (holder.current === null) return undefined;
    const colour = colourOf(holder.current);
    const colours = { line: colour("--accent"), second: colour("--text"), chance: colour("--line"), text: colour("--text-soft"), grid: colour("--line-soft"), font: CHART_FONT };
    made.current = new RateCurve(holder.current, { curve, second, chance }, colours);
    reproduce.canvases.set(name, made.current.canvas);
    return () => {
      reproduce.canvases.delete(name);
      made.current?.destroy();
      made.current = null;
    };
  }, [dark]);
  useEffect(() => made.current?.show({ curve, second, chance }), [curve, second]);
  return <div class="rate-chart" ref={holder} />;
}
