// What is compared: workloads, engines, settings. A new model gets its workloads here, its weights and graphs in src/, and
// its task in src/workers/protocol.ts.

const lanet = (crops, snippets) => ({ workload: `lanet-${crops}x${snippets}`, title: `LA-Net ${crops}×${snippets}`, task: { kind: "lanet", crops, snippets } });

const TOWER = { side: 48, patch: 16, width: 128, blocks: 2, output: 32 };
const i3d = (title, width) => ({ workload: `i3d-${title}`, title: `I3D one snippet, ${title}`, task: { kind: "i3d", width } });
const clip = { workload: "clip-tiny", title: "CLIP's tower, tiny: 48 pixels, width 128, two blocks", task: { kind: "clip", tower: TOWER } };

const dsanet = (workload, size, width) => ({ workload, title: `DSANet ${size}`, task: { kind: "dsanet", width } });
const fastestDet = { workload: "fastest-det", title: "FastestDet, a picture of 352×352", task: { kind: "fastest-det" } };

/** Judged: the CPU at full size. */
const FULL = [
  lanet(1, 200),
  lanet(10, 200),
  lanet(1, 2000),
  { workload: "recon-cae-64", title: "ReconCAE 64 cubes", task: { kind: "recon-cae", cubes: 64, width: 1 } },
  { workload: "recon-cae-256", title: "ReconCAE 256 cubes", task: { kind: "recon-cae", cubes: 256, width: 1 } },
  { workload: "recon-cae-step-64", title: "ReconCAE training step, 64 cubes", task: { kind: "recon-cae-step", cubes: 64, width: 1 } },
  i3d("width 1/8", 0.125),
  i3d("width 1", 1),
  clip,
  fastestDet,
  dsanet("dsanet-256", "256 snippets", 512),
];

/** For an adapter in software, a hundred times slower than a GPU. */
const SMALL = [
  lanet(1, 20),
  { workload: "recon-cae-small", title: "ReconCAE 8 cubes, width 1/8", task: { kind: "recon-cae", cubes: 8, width: 0.125 } },
  { workload: "recon-cae-step-small", title: "ReconCAE training step, 8 cubes, width 1/8", task: { kind: "recon-cae-step", cubes: 8, width: 0.125 } },
  i3d("width 1/8", 0.125),
  clip,
  fastestDet,
  dsanet("dsanet-small", "256 snippets, 32 columns", 32),
];

/** Largest difference between two engines, relative to the largest value. Steps drift: Adam moves by signs of rounding. */
export const ALLOWED = { lanet: 2e-4, "recon-cae": 2e-4, "recon-cae-step": 5e-3, i3d: 2e-4, clip: 2e-4, "fastest-det": 2e-4, dsanet: 2e-4 };

const engines = (device, of) => (device === "wasm" ? ["oddframe-cpu", "onnxruntime-wasm", "tensorflow-wasm"] : ["oddframe-gpu", "onnxruntime-webgpu", "tensorflow-webgpu"]).filter((engine) => of(engine));

/** What an engine cannot do, in words. */
export function refusal(engine, { kind, width }) {
  if (kind === "i3d" && width === 1 && engine === "tensorflow-wasm") return "not run: half a minute at an eighth of the width";
  if (kind !== "recon-cae-step") return null;
  if (engine.startsWith("onnxruntime")) return "does not learn";
  if (engine === "tensorflow-wasm") return "has no kernel Conv2DBackpropFilter";
  return null;
}

/** The comparisons of one run: a setting, a workload, the engines that can do it. */
export function plan({ software, quick }) {
  const settings = [
    { name: "best", device: "wasm", isolated: true, threads: 1, of: "best settings: cross-origin isolated, SIMD, one thread as one worker of ours has" },
    { name: "default", device: "wasm", isolated: false, threads: null, of: "default settings: not cross-origin isolated" },
    { name: "webgpu", device: "webgpu", isolated: true, threads: 1, of: "WebGPU" },
  ];
  return settings.flatMap((setting) =>
    (quick || (setting.device === "webgpu" && software) ? SMALL : FULL).map((size) => ({
      setting,
      ...size,
      engines: engines(setting.device, (engine) => refusal(engine, size.task) === null),
      refused: engines(setting.device, (engine) => refusal(engine, size.task) !== null),
    })),
  );
}
