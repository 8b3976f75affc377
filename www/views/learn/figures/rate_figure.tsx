/** ROC and precision over recall, with the place of a threshold on them. */
import { heightAt } from "../../../charts/rate_curve";
import type { CurvePoints, Decision, Evaluated } from "../../../session/protocol";
import { Axes, frameOf, pathOf, TENTHS, UNIT } from "./axes";
import { Figure } from "./figure";

const PLACES = [0.02, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];

export function RateFigures({ evaluated, decision }: { readonly evaluated: Evaluated; readonly decision: Decision | null }) {
  const { roc, precisionRecall, numbers } = evaluated;
  const raised = decision !== null && decision.precision !== null ? { x: decision.recall, y: decision.precision } : null;
  return (
    <div class="learn-pair">
      <RateFigure name="ROC curve" x="False-positive rate" y="Recall" curve={roc} chance={[0, 1]} point={decision === null ? null : { x: decision.falsePositiveRate, y: decision.recall }} area={`Area ${numbers.auroc.toFixed(3)}`} />
      <RateFigure name="Precision-recall curve" x="Recall" y="Precision" curve={precisionRecall} chance={[numbers.chanceAp, numbers.chanceAp]} point={raised} area={`Area by trapezoids ${numbers.apTrapezoid.toFixed(3)}, by steps ${numbers.apStep.toFixed(3)}`} />
    </div>
  );
}

interface RateProps {
  readonly name: string;
  readonly x: string;
  readonly y: string;
  readonly curve: CurvePoints;
  readonly chance: readonly [number, number];
  readonly point: { readonly x: number; readonly y: number } | null;
  readonly area: string;
}

function RateFigure({ name, x, y, curve, chance, point, area }: RateProps) {
  const draw = (width: number) => {
    const frame = frameOf(width, heightFor(width), UNIT, UNIT);
    return (
      <Axes frame={frame} xTicks={TENTHS} yTicks={TENTHS} xName={x} yName={y}>
        <path class="plot-chance" d={pathOf([0, 1], chance, frame)} />
        <path class="plot-line" d={pathOf(curve.x, curve.y, frame)} />
        {point !== null && <circle class="plot-point" cx={frame.x(point.x)} cy={frame.y(point.y)} r={8} />}
      </Axes>
    );
  };
  return (
    <Figure
      name={name}
      height={heightFor}
      draw={draw}
      caption={`${area}. Dashed: a score that knows nothing.${point === null ? "" : ` The threshold stands at ${point.x.toFixed(3)}, ${point.y.toFixed(3)}.`}`}
      table={
        <table>
          <caption class="visually-hidden">{name}</caption>
          <thead><tr><th scope="col">{x}</th><th scope="col">{y}</th></tr></thead>
          <tbody>{PLACES.map((at) => <tr key={at}><th scope="row">{at.toFixed(2)}</th><td>{heightAt(curve, at).toFixed(3)}</td></tr>)}</tbody>
        </table>
      }
    />
  );
}

function heightFor(width: number): number {
  return Math.min(340, Math.max(230, width * 0.82));
}
