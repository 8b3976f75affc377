/** Two clips of UCSD Ped2 while LBR-SPR (small) learns from them: computed earlier, with the command that computes it again. */
import { useState } from "preact/hooks";
import { StepLines } from "../figures/step_lines";
import { Choice, Controls, Readings } from "../parts";

/** A checkpoint, as `scripts/ped2_settling.py` prints it. */
interface Row {
  readonly step: number;
  /** Of the frames by their worst object, not smoothed. */
  readonly auroc: number;
  /** Of the objects' errors with those of the checkpoint before. */
  readonly correlation: number | null;
  /** Mean error of objects in odd and in other frames. */
  readonly odd: number;
  readonly normal: number;
}
type Clip = "12" | "04";

const TRACES: Readonly<Record<Clip, readonly Row[]>> = {
  "04": [
    { step: 50, auroc: 0.92, correlation: null, odd: 2555.5, normal: 2326.3 },
    { step: 100, auroc: 0.972, correlation: 0.921, odd: 762.5, normal: 664.2 },
    { step: 150, auroc: 0.943, correlation: 0.474, odd: 353.6, normal: 316.9 },
    { step: 200, auroc: 0.959, correlation: 0.926, odd: 246.1, normal: 224.6 },
    { step: 250, auroc: 0.989, correlation: 0.967, odd: 209.1, normal: 177.1 },
    { step: 300, auroc: 0.996, correlation: 0.989, odd: 194.2, normal: 161.2 },
    { step: 350, auroc: 0.999, correlation: 0.978, odd: 180.9, normal: 146 },
    { step: 400, auroc: 0.986, correlation: 0.99, odd: 174.5, normal: 134.3 },
  ],
  "12": [
    { step: 50, auroc: 0.288, correlation: null, odd: 2475.5, normal: 2530 },
    { step: 100, auroc: 0.478, correlation: 0.402, odd: 680.1, normal: 696 },
    { step: 150, auroc: 0.554, correlation: 0.49, odd: 297.3, normal: 296.8 },
    { step: 200, auroc: 0.556, correlation: 0.924, odd: 212.7, normal: 212.3 },
    { step: 250, auroc: 0.515, correlation: 0.954, odd: 180.3, normal: 181 },
    { step: 300, auroc: 0.472, correlation: 0.972, odd: 152.4, normal: 154.6 },
    { step: 350, auroc: 0.458, correlation: 0.982, odd: 138.5, normal: 140.8 },
    { step: 400, auroc: 0.426, correlation: 0.982, odd: 132.4, normal: 132.2 },
  ],
};

export function Settled() {
  const [clip, setClip] = useState<Clip>("12");
  const rows = TRACES[clip];
  const steps = rows.map(({ step }) => step);
  const last = rows.at(-1);
  return (
    <>
      <Controls><Choice label="Clip of UCSD Ped2" value={clip} onChange={setClip} options={[["12", "12"], ["04", "04"]]} /></Controls>
      <div class="learn-pair">
        <StepLines
          name="Does the ranking still move, is it right?" yName="" steps={steps}
          lines={[{ name: "AUROC of the frames", values: rows.map(({ auroc }) => auroc), odd: true }, { name: "rank correlation", values: rows.map(({ correlation }) => correlation) }]}
          caption="Rank correlation: of the objects’ errors with those of the checkpoint before. The AUROC needs the labels, which a visitor does not have."
        />
        <StepLines
          name="Mean error of objects" log yName="Error" steps={steps}
          lines={[{ name: "in odd frames", values: rows.map(({ odd }) => odd), odd: true }, { name: "in other frames", values: rows.map(({ normal }) => normal) }]}
          caption="An odd frame holds usual people too: the labels say which frames are odd, not which objects."
        />
      </div>
      {last !== undefined && (
        <Readings label="At the last checkpoint" rows={[
          { name: "Rank correlation with the checkpoint before", value: last.correlation?.toFixed(3) ?? "none", note: "from .98 twice in a row the page calls a ranking settled" },
          { name: "AUROC of the frames", value: last.auroc.toFixed(3), note: "by their worst object, not smoothed; 0.5 is chance", main: true },
        ]} />
      )}
      <p class="stamp">Computed earlier · UCSD Ped2, LBR-SPR (small): half the paper’s width, 16 cubes a step, 400 steps, seed 0; errors alone, no picture · again: <code>python3 scripts/ped2_settling.py --data DIR --work DIR</code></p>
    </>
  );
}
