/** Scoring the chosen features by the chosen weights, and learning weights from features: the work and stopping it. */
import { batch, effect } from "@preact/signals";
import { Cancelled, toFailure } from "../../../session/client";
import { network as session } from "../../../session/sessions";
import type { EpochMeasures, MethodSettings, Progress, ScoringSettings, StepLosses, TrainingInputs, TrainingSettings, TrainingStep } from "../../../session/protocol";
import { bundled } from "./bundled";
import { evaluate, filesChanged, isReady } from "../evaluate";
import { reproduce, type Chosen } from "../store";
import type { Role } from "../roles";
import { network, type NetworkWork } from "./store";

/** What lies on the fields where it comes with the page. */
const BUNDLED_TEST = "Plaza-weak test features (30 rendered videos)";
const BUNDLED_TRUTH = "Plaza-weak truth";
const BUNDLED_WEIGHTS = { weights: "LA-Net head, compact encoder (drawn scenes)", dsanet: "DSANet head, demo encoder, no CLIP" } as const;

/** A network without CLIP is never called by the paper's name alone. */
const LEARNT: Readonly<Record<MethodSettings["name"], string>> = { lanet: "", dsanet: "DSANet head, demo encoder, no CLIP: " };

/** Counts the tasks: what was begun for an earlier one is thrown away when it arrives. */
let asked = 0;

export function canScore(): boolean {
  return reproduce.chosen.value.has("features") && reproduce.chosen.value.has("weights");
}

/** Features to scores, which then lie on their field like any others; with ground truth the numbers follow. */
export async function scoreFeatures(): Promise<void> {
  const features = filesOf("features");
  const [weights] = filesOf("weights");
  if (weights === undefined || features.length === 0) return;
  await task({ kind: "opening", done: 0, total: null, secondsLeft: null }, async (mine) => {
    network.explains.value = "nothing";
    const settings: ScoringSettings = { crops: network.crops.value, publishedFor: network.publishedFor.value };
    const { scores, hasAttention } = await session.call({ kind: "score-features", features, weights, settings }, {
      onProgress: ({ phase, done, total, secondsLeft }: Progress) => {
        if (mine === asked) network.work.value = { kind: phase === "weights" ? "opening" : "scoring", done, total, secondsLeft };
      },
    });
    if (mine !== asked) return;
    const file = new File([scores], "scores.json", { type: "application/json" });
    batch(() => {
      put("scores", { name: `made here by ${weights.name}`, files: [file], credit: null, made: true });
      filesChanged();
      network.explains.value = hasAttention ? "attention" : "classes";
    });
  });
  if (network.explains.value !== "nothing" && isReady()) await evaluate();
}

/** The set that comes with the page, scored by the weights that come with it. */
export async function scoreBundled(): Promise<void> {
  await task({ kind: "reading", done: 0, total: null, secondsLeft: null }, async (mine) => {
    const by = network.bundledBy.value;
    const { test, truth, [by]: weights } = await bundled("test", "truth", by);
    if (mine !== asked) return;
    batch(() => {
      reproduce.chosen.value = new Map();
      put("features", own(BUNDLED_TEST, [test]));
      put("weights", own(BUNDLED_WEIGHTS[by], [weights]));
      put("truth", own(BUNDLED_TRUTH, [truth]));
      reproduce.dataSet.value = "";
      reproduce.method.value = "";
      filesChanged();
    });
  });
  if (canScore()) await scoreFeatures();
}

/** Learns from the features and labels on the fields, or from the set of the page where there are none. */
export async function train(): Promise<void> {
  await task({ kind: "reading", done: 0, total: null, secondsLeft: null }, async (mine) => {
    const inputs = await trainingInputs();
    const began = performance.now();
    const trace = { steps: [] as StepLosses[], epochs: [] as EpochMeasures[] };
    const settings = trainingSettings();
    const shown = (outcome: readonly string[]) => ({ ...trace, steps: [...trace.steps], epochs: [...trace.epochs], outcome, method: settings.method.name, seed: settings.seed, seconds: (performance.now() - began) / 1000 });
    network.trace.value = null;
    const { weights, outcome } = await session.call({ kind: "train", inputs, settings }, {
      onLearning: (steps) => {
        if (mine !== asked) return;
        for (const step of steps) take(step, trace);
        batch(() => {
          network.trace.value = shown([]);
          network.work.value = workOf(steps.at(-1), trace, began) ?? network.work.value;
        });
      },
    });
    if (mine !== asked) return;
    const file = new File([weights], `${settings.method.name}_seed_${settings.seed}.safetensors`);
    batch(() => {
      network.trace.value = shown(outcome);
      const { testFeatures, truth } = inputs;
      if (testFeatures !== null) put("features", own(BUNDLED_TEST, testFeatures));
      if (testFeatures !== null && truth !== null) put("truth", own(BUNDLED_TRUTH, truth));
      put("weights", { name: `${LEARNT[settings.method.name]}learnt here, seed ${settings.seed}`, files: [file], credit: null });
      featuresChanged();
    });
  });
}

/** Scores by other weights or of other features are not on the table any more. */
export function featuresChanged(): void {
  network.explains.value = "nothing";
  const scores = reproduce.chosen.value.get("scores");
  if (scores?.made !== true) return;
  const chosen = new Map(reproduce.chosen.value);
  chosen.delete("scores");
  reproduce.chosen.value = chosen;
  filesChanged();
}

export function stopNetwork(): void {
  asked += 1;
  session.cancel();
  network.work.value = { kind: "idle" };
}

/** Another device takes another worker, which knows nothing of the last set. */
export function followDevice(): () => void {
  return effect(() => session.use(network.device.value));
}

async function trainingInputs(): Promise<TrainingInputs> {
  const [list] = filesOf("list");
  const features = filesOf("features");
  const truth = filesOf("truth");
  const [like] = filesOf("weights");
  if (list !== undefined && features.length > 0) {
    return { features, list, testFeatures: null, truth: truth.length > 0 ? truth : null, like: like ?? null };
  }
  const files = await bundled("train", "test", "truth");
  const of = { features: [files.train], testFeatures: [files.test], truth: [files.truth] };
  if (network.method.value === "dsanet") return { ...of, list: (await bundled("classes")).classes, like: null };
  const { list: labels, weights } = await bundled("list", "weights");
  return { ...of, list: labels, like: weights };
}

/** Whether training would take the set of the page. */
export function trainsOnBundled(): boolean {
  return filesOf("list").length === 0 || filesOf("features").length === 0;
}

function trainingSettings(): TrainingSettings {
  return {
    seed: network.seed.value ?? 0,
    epochs: network.epochs.value,
    method: methodSettings(),
    validationShare: 0,
    holdLast: reproduce.conventions.value?.length_policy === "hold_last",
    crops: network.crops.value === "published" ? "all" : network.crops.value,
  };
}

function methodSettings(): MethodSettings {
  switch (network.method.value) {
    case "lanet":
      return { name: "lanet", lambda1: network.lambda1.value ? null : 0, lambda2: network.lambda2.value ? null : 0, prior: network.prior.value, sigma: null };
    case "dsanet":
      return { name: "dsanet", sgnm: network.sgnm.value, dcsa: network.dcsa.value };
  }
}

function take(step: TrainingStep, trace: { readonly steps: StepLosses[]; readonly epochs: EpochMeasures[] }): void {
  if (step.kind === "learned") trace.steps.push(step);
  else if (step.kind === "epoch") trace.epochs.push(step);
}

function workOf(step: TrainingStep | undefined, { steps }: { readonly steps: readonly StepLosses[] }, began: number): NetworkWork | null {
  const last = steps.at(-1);
  switch (step?.kind) {
    case "read":
      return { kind: "reading", done: step.done, total: step.total, secondsLeft: null };
    case "scored":
      return { kind: "measuring", done: step.done, total: step.total, secondsLeft: null };
    case "learned":
    case "epoch":
      return last === undefined ? null : { kind: "learning", done: last.step, total: last.steps, secondsLeft: (((performance.now() - began) / last.step) * (last.steps - last.step)) / 1000 };
    default:
      return null;
  }
}

/** One task at a time; its failure is shown, its stopping is not. */
async function task(work: NetworkWork, run: (mine: number) => Promise<void>): Promise<void> {
  if (network.work.value.kind !== "idle") return;
  const mine = ++asked;
  batch(() => {
    reproduce.failure.value = null;
    network.work.value = work;
  });
  try {
    await run(mine);
  } catch (error) {
    if (mine === asked && !(error instanceof Cancelled)) reproduce.failure.value = toFailure(error);
  } finally {
    if (mine === asked) network.work.value = { kind: "idle" };
  }
}

function put(role: Role, chosen: Chosen): void {
  reproduce.chosen.value = new Map(reproduce.chosen.value).set(role, chosen);
}

function own(name: string, files: readonly File[]): Chosen {
  return { name, files, credit: "Oddframe" };
}

function filesOf(role: Role): readonly File[] {
  return reproduce.chosen.value.get(role)?.files ?? [];
}
