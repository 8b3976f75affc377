/** Two clips of UCSD Ped2 that LBR-SPR (small) learned from: computed earlier, with the command that computes it again. */
import { StepLines } from "../figures/step_lines";
import { Readings } from "../parts";

/** AUROC of the frames after runs of so many steps, one run each, of `docs/lbr-small.md`. */
const STEPS = [100, 200, 400];
const CLIP_04 = [0.986, 0.994, 1];
const CLIP_12 = [0.698, 0.801, 0.388];
/** Copying the centre frame, which learns nothing. */
const COPIED = { "04": 0.748, "12": 0.387 } as const;

const three = (value: number | undefined) => value?.toFixed(3) ?? "";

export function Settled() {
  return (
    <>
      <StepLines
        name="AUROC after runs of 100, 200 and 400 steps" yName="AUROC" steps={STEPS} lines={[{ name: "clip 12", values: CLIP_12, odd: true }, { name: "clip 04", values: CLIP_04 }]}
        caption="One run for each number of steps, the same settings and seed. The AUROC needs the labels, which a visitor does not have."
      />
      <Readings label="After 400 steps" rows={[
        { name: "AUROC, clip 12", value: three(CLIP_12.at(-1)), note: "its ranking had settled; 0.5 is chance", main: true },
        { name: "AUROC, clip 04", value: three(CLIP_04.at(-1)), main: true },
        { name: "Frame copied, clip 12", value: three(COPIED["12"]), note: "a control: no network" },
        { name: "Frame copied, clip 04", value: three(COPIED["04"]), note: "a control: no network" },
      ]} />
      <p class="stamp">Computed earlier · UCSD Ped2, LBR-SPR (small): half the paper’s width, 16 cubes a step, seed 0 · again: <code>oddframe score lbr --frames ped2/test/12 --fps 10 --width 0.5 --batch 16 --steps 400 --seed 0 --device cpu --out scores.json</code> and <code>oddframe evaluate --scores scores.json --truth truth.npz</code></p>
    </>
  );
}
