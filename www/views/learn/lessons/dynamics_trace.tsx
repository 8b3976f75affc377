/** What the losses gave on ShanghaiTech-weak: computed earlier, with the command that computes it again. */
import { Axes, frameOf, type Span } from "../figures/axes";
import { Figure } from "../figures/figure";
import { LiveAblation } from "./dynamics_live";

/** Means and deviations over seeds 0 to 4, of `docs/lanet.md`. */
const ROWS = [
  { name: "L_MIL", pooled: [0.871, 0.015], within: [0.574, 0.018] },
  { name: "+ L_DR", pooled: [0.867, 0.017], within: [0.567, 0.02] },
  { name: "+ L_DA", pooled: [0.871, 0.017], within: [0.573, 0.019] },
  { name: "all", pooled: [0.867, 0.018], within: [0.567, 0.021] },
] as const;

type Column = "pooled" | "within";
const HEIGHT = 210;

export function Ablation() {
  return (
    <>
      <div class="learn-pair">
        <Spread name="AUC, all videos" column="pooled" span={[0.82, 0.92]} ticks={[0.82, 0.84, 0.86, 0.88, 0.9, 0.92]} />
        <Spread name="AUC, abnormal videos only" column="within" span={[0.52, 0.62]} ticks={[0.52, 0.54, 0.56, 0.58, 0.6, 0.62]} />
      </div>
      <p class="stamp">Computed earlier · ShanghaiTech-weak, 199 test videos, seeds 0 to 4 · again: <code>python3 scripts/lanet_study.py</code></p>
      <LiveAblation />
    </>
  );
}

function Spread({ name, column, span, ticks }: { readonly name: string; readonly column: Column; readonly span: Span; readonly ticks: readonly number[] }) {
  const draw = (width: number) => {
    const frame = frameOf(width, HEIGHT, [-0.5, ROWS.length - 0.5], span);
    return (
      <Axes frame={frame} xTicks={[]} yTicks={ticks} xName="" yName="AUC">
        {ROWS.map((row, i) => {
          const [mean, deviation] = row[column];
          return (
            <g key={row.name}>
              <line class="plot-threshold solid" x1={frame.x(i)} x2={frame.x(i)} y1={frame.y(mean - deviation)} y2={frame.y(mean + deviation)} />
              <circle class="plot-point plain" cx={frame.x(i)} cy={frame.y(mean)} r={6} />
              <text x={frame.x(i)} y={frame.top + frame.height + 17} text-anchor="middle">{row.name}</text>
            </g>
          );
        })}
      </Axes>
    );
  };
  return (
    <Figure
      name={name} height={() => HEIGHT} draw={draw} caption="Dot: mean of five seeds. Line: one standard deviation to each side."
      table={<table><caption class="visually-hidden">{name}</caption><thead><tr><th scope="col">Losses</th><th scope="col">Mean</th><th scope="col">Deviation</th></tr></thead><tbody>{ROWS.map((row) => <tr key={row.name}><th scope="row">{row.name}</th><td>{row[column][0].toFixed(3)}</td><td>{row[column][1].toFixed(3)}</td></tr>)}</tbody></table>}
    />
  );
}
