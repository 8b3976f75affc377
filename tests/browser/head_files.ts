/** Heads for tests as files of weights: LA-Net by formula, for features of any width. */
import { formula, safetensors } from "./encoder_files";

const ATTENTION = 16;
const HIDDEN = [32, 16] as const;
const KERNEL = 3;

const SETTINGS = {
  format: "oddframe-lanet", format_version: "1", heads: "1", ln_eps: "0.00001", mlp1: String(HIDDEN[0]), mlp2: String(HIDDEN[1]), attn_scale: "true", mlp2_act: "none", span: "full",
  standardise: "false", sigma: "1.0", mask_padding: "false", attn_dim: String(ATTENTION), input_clip: "8.0", prior_mode: "post", dropout: "0.1", kernel: String(KERNEL),
} as const;

/** Our file of an LA-Net over features of `columns` columns. */
export function lanetHead(columns: number): Buffer {
  const linear = (name: string, outputs: number, inputs: number, ...rest: number[]): [string, number[]][] => [[`${name}.weight`, [outputs, inputs, ...rest]], [`${name}.bias`, [outputs]]];
  const shapes = [
    ...["phi", "psi", "value"].flatMap((name) => linear(`lanet.attn.${name}`, ATTENTION, columns)), ...linear("lanet.attn.out", columns, ATTENTION),
    ["lanet.norm.weight", [columns]] as const, ["lanet.norm.bias", [columns]] as const,
    ...linear("head.fc1", HIDDEN[0], columns), ...linear("head.fc2", HIDDEN[1], HIDDEN[0]), ...linear("head.causal", 1, HIDDEN[1], KERNEL),
  ];
  const tensors = shapes.map(([name, shape]) => ({ name, shape, values: formula(name, shape.reduce((a, b) => a * b, 1), name.endsWith("bias") ? 0.1 : Math.sqrt(3 / (shape[1] ?? 1)), name === "lanet.norm.weight" ? 1 : 0) }));
  return safetensors(tensors, { ...SETTINGS, feat_dim: String(columns) });
}
