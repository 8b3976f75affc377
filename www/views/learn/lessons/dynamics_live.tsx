/** LA-Net with and without each loss, learned in this tab from the set that comes with the page. */
import { signal } from "@preact/signals";
import { Cancelled } from "../../../session/client";
import type { TrainingSettings } from "../../../session/protocol";
import { tutor } from "../../../session/sessions";
import { bundled } from "../../reproduce/network/bundled";
import { place } from "../address";
import { tell } from "../ask";
import { Axes, frameOf } from "../figures/axes";
import { Figure } from "../figures/figure";

/** null keeps the configuration's weight of a loss, 0 leaves it out. */
const VARIANTS = [
  { name: "L_MIL", lambda1: 0, lambda2: 0 },
  { name: "+ L_DR", lambda1: null, lambda2: 0 },
  { name: "+ L_DA", lambda1: 0, lambda2: null },
  { name: "all", lambda1: null, lambda2: null },
] as const;
/** Passes over the 60 training videos; the configuration has 50, which would take too long here for four runs. */
const EPOCHS = 10;
const HEIGHT = 220;

interface Run {
  readonly variant: number;
  readonly seed: number;
  readonly auroc: number;
  readonly abnormal: number;
}
const runs = signal<readonly Run[]>([]);
/** Runs done of those asked for; null while nothing runs. */
const work = signal<{ readonly done: number; readonly total: number } | null>(null);
const seconds = signal(0);

async function learn(variant: number, seed: number): Promise<Run> {
  const { train, list, test, truth, weights } = await bundled("train", "list", "test", "truth", "weights");
  const { lambda1 = 0, lambda2 = 0 } = VARIANTS[variant] ?? {};
  const settings: TrainingSettings = { seed, epochs: EPOCHS, method: { name: "lanet", lambda1, lambda2, prior: null, sigma: null }, validationShare: 0, holdLast: false, crops: "all" };
  let last = { auroc: NaN, abnormal: NaN };
  await tutor.call({ kind: "train", inputs: { features: [train], list, testFeatures: [test], truth: [truth], like: weights }, settings }, {
    onLearning: (steps) => steps.forEach((step) => {
      if (step.kind === "epoch" && step.auroc !== null) last = { auroc: step.auroc, abnormal: step.aurocAbnormal ?? NaN };
    }),
  });
  return { variant, seed, ...last };
}

async function start(seeds: number): Promise<void> {
  if (work.value !== null) return;
  const first = place.value.seed;
  const total = seeds * VARIANTS.length;
  const began = performance.now();
  runs.value = [];
  try {
    for (let done = 0; done < total; done++) {
      work.value = { done, total };
      const found = await learn(done % VARIANTS.length, first + Math.floor(done / VARIANTS.length));
      runs.value = [...runs.value, found];
      seconds.value = (performance.now() - began) / 1000;
    }
  } catch (error) {
    if (!(error instanceof Cancelled)) tell(error);
  } finally {
    work.value = null;
  }
}

export function LiveAblation() {
  const now = work.value;
  return (
    <section class="learn-live" aria-label="Train here">
      <h3>Train here</h3>
      <p class="hint">LA-Net head, compact encoder (drawn scenes): 60 rendered videos with a label each, {EPOCHS} epochs, measured on 30 others. It says nothing about real footage.</p>
      {now === null ? (
        <div class="ways">
          <button type="button" class="button" onClick={() => void start(1)}>Train all four</button>
          <button type="button" class="button" onClick={() => void start(3)}>Train all four with 3 seeds</button>
        </div>
      ) : (
        <div class="progress">
          <progress aria-label="Training" max={now.total} value={now.done} />
          <div class="progress-foot">
            <p class="hint">{now.done} of {now.total} runs</p>
            <button type="button" class="button small" onClick={() => tutor.cancel()}>Cancel</button>
          </div>
        </div>
      )}
      {runs.value.length > 0 && (
        <>
          <div class="learn-pair">
            <Dots name="AUC here, all videos" of={(run) => run.auroc} />
            <Dots name="AUC here, abnormal videos only" of={(run) => run.abnormal} />
          </div>
          <p class="stamp">{`Seeds from ${place.value.seed} · ${seconds.value.toFixed(1)} s in this tab for ${runs.value.length} runs`}</p>
        </>
      )}
    </section>
  );
}

function Dots({ name, of }: { readonly name: string; readonly of: (run: Run) => number }) {
  const values = runs.value.map(of);
  const low = Math.floor(20 * Math.min(...values)) / 20;
  const high = Math.min(1, Math.ceil(20 * Math.max(...values) + 0.01) / 20);
  const ticks = Array.from({ length: Math.round((high - low) * 20) + 1 }, (_, i) => low + i / 20);
  const draw = (width: number) => {
    const frame = frameOf(width, HEIGHT, [-0.5, VARIANTS.length - 0.5], [low, high]);
    return (
      <Axes frame={frame} xTicks={[]} yTicks={ticks} xName="" yName="AUC">
        {VARIANTS.map((variant, i) => <text key={variant.name} x={frame.x(i)} y={frame.top + frame.height + 17} text-anchor="middle">{variant.name}</text>)}
        {runs.value.map((run) => <circle key={`${run.variant}/${run.seed}`} class="plot-point plain" cx={frame.x(run.variant)} cy={frame.y(of(run))} r={6} />)}
      </Axes>
    );
  };
  return (
    <Figure
      name={name} height={() => HEIGHT} draw={draw} caption="A dot per run. The seeds’ spread is the measure for every difference."
      table={<table><caption class="visually-hidden">{name}</caption><thead><tr><th scope="col">Losses</th><th scope="col">Seed</th><th scope="col">AUC</th></tr></thead><tbody>{runs.value.map((run) => <tr key={`${run.variant}/${run.seed}`}><th scope="row">{VARIANTS[run.variant]?.name}</th><td>{run.seed}</td><td>{of(run).toFixed(3)}</td></tr>)}</tbody></table>}
    />
  );
}
