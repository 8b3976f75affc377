/** Two clips of UCSD Ped2 while LBR-SPR (small) learns from them: computed earlier, with the command that computes it again. */
import { useState } from "preact/hooks";
import { StepLines } from "../figures/step_lines";
import { Choice, Controls, Readings } from "../parts";

/** Per checkpoint: step, AUROC of the frames, rank correlation with the checkpoint before, mean error of objects in odd and in other frames. */
type Row = readonly [step: number, auroc: number, correlation: number | null, odd: number, normal: number];
type Clip = "12" | "04";

const TRACES: Readonly<Record<Clip, readonly Row[]>> = {
  "04": [],
  "12": [],
};

export function Settled() {
  const [clip, setClip] = useState<Clip>("12");
  const rows = TRACES[clip];
  const steps = rows.map(([step]) => step);
  const last = rows.at(-1);
  return (
    <>
      <Controls><Choice label="Clip of UCSD Ped2" value={clip} onChange={setClip} options={[["12", "12"], ["04", "04"]]} /></Controls>
      <div class="learn-pair">
        <StepLines
          name="Ranks: do they still move, are they right?" yName="" steps={steps}
          lines={[{ name: "AUROC of the frames", values: rows.map(([, auroc]) => auroc), odd: true }, { name: "rank correlation", values: rows.map(([, , correlation]) => correlation) }]}
          caption="Rank correlation: of all objects’ errors with those of the checkpoint before. The AUROC needs the labels, which a visitor does not have."
        />
        <StepLines
          name="Mean error of objects" log yName="Error" steps={steps}
          lines={[{ name: "in odd frames", values: rows.map(([, , , odd]) => odd), odd: true }, { name: "in other frames", values: rows.map(([, , , , normal]) => normal) }]}
          caption="An odd frame holds usual people too: the labels say which frames are odd, not which objects."
        />
      </div>
      {last !== undefined && (
        <Readings label="At the last checkpoint" rows={[
          { name: "Rank correlation with the checkpoint before", value: last[2]?.toFixed(3) ?? "none", note: "from .98 twice in a row the page calls a ranking settled" },
          { name: "AUROC of the frames", value: last[1].toFixed(3), note: "0.5 is chance", main: true },
        ]} />
      )}
      <p class="stamp">Computed earlier · UCSD Ped2, LBR-SPR (small), half the paper’s width, 16 cubes a step, at most 400 steps, seed 0; curves of errors alone, no picture · again: <code>python3 scripts/ped2_settling.py --data DIR --work DIR</code></p>
    </>
  );
}
