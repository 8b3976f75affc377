/** The fields for files, and the button that turns them into numbers. */
import { cancel, evaluate, isReady } from "./evaluate";
import { FileField } from "./file_field";
import { canScore, scoreFeatures } from "./network/run";
import { ROLES } from "./roles";
import { reproduce } from "./store";

export function InputsPanel() {
  return (
    <section class="card inputs" aria-label="Files">
      <h2>Your files</h2>
      <div class="file-fields">{ROLES.map((entry) => <FileField key={entry.role} entry={entry} />)}</div>
      <Start />
    </section>
  );
}

function Start() {
  const work = reproduce.work.value;
  if (work.kind === "busy") {
    return (
      <div class="progress">
        <p class="lead" id="work">{work.what}</p>
        {work.total === null || work.total === 0 ? <progress aria-labelledby="work" /> : <progress aria-labelledby="work" max={work.total} value={work.done} />}
        <div class="progress-foot">
          <p class="hint">{work.total === null ? "A moment, please." : `${work.done.toLocaleString("en")} of ${work.total.toLocaleString("en")}`}</p>
          <button type="button" class="button small" onClick={cancel}>Cancel</button>
        </div>
      </div>
    );
  }
  return (
    <div class="start">
      <button type="button" class="button primary" disabled={!isReady() && !canBecomeReady()} onClick={() => void evaluateAll()}>Evaluate</button>
      <p class="hint">{hint()}</p>
    </div>
  );
}

/** Scores that are not there yet are made first. */
async function evaluateAll(): Promise<void> {
  await (isReady() ? evaluate() : scoreFeatures());
}

function canBecomeReady(): boolean {
  return canScore() && reproduce.chosen.value.has("truth");
}

function hint(): string {
  const { chosen } = reproduce;
  if (reproduce.work.value.kind === "cancelled") return "Cancelled. The files are still chosen.";
  if (reproduce.evaluated.value !== null) return "The numbers follow every switch by themselves.";
  if (chosen.value.has("scores") && chosen.value.has("truth")) return "Both are here.";
  if (canBecomeReady()) return "The scores are made first, from features and weights.";
  if (chosen.value.has("scores")) return "Ground truth is still missing.";
  if (chosen.value.has("truth")) return "Scores are still missing.";
  return "Choose scores and ground truth, or features, weights and ground truth. They stay on this machine.";
}
