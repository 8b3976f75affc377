/** Heads for tests as files of weights: LA-Net by formula, for features of any width; DSANet's of the page, more easily alarmed. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { formula, safetensors } from "./encoder_files";

const ATTENTION = 16;
const HIDDEN = [32, 16] as const;
const KERNEL = 3;
/** Of the head that comes with the page. */
const COLUMNS = 64;

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

/** The DSANet head that comes with the page, 64 columns, made to say odd of anything (a logit about 2) and to be sure of the class. */
export function alarmedHead(): Buffer {
  const bundled = readFileSync(resolve(import.meta.dirname, "../../www/bundled/plaza_weak/dsanet.safetensors"));
  const start = 8 + Number(bundled.readBigUInt64LE(0));
  const values = Buffer.from(bundled.subarray(start));
  const { __metadata__: metadata, ...tensors } = JSON.parse(bundled.subarray(8, start).toString("utf8")) as { readonly __metadata__: Record<string, string> } & Record<string, { readonly data_offsets: readonly [number, number] }>;
  const change = (name: string, to: (value: number, index: number) => number) => {
    const [from, end] = tensors[name]?.data_offsets ?? [0, 0];
    if (end === from) throw new Error(`the head has no ${name}`);
    for (let at = from; at < end; at += 4) values.writeFloatLE(to(values.readFloatLE(at), (at - from) / 4), at);
  };
  change("classifier.bias", () => 2);
  change("classifier.weight", (value) => value / 50);
  // Nothing is like its opposite: the shares of the odd classes stay far from rounding.
  change("text_features", (value, index) => (index < COLUMNS ? -value : value));
  const header = Buffer.from(JSON.stringify({ __metadata__: { ...metadata, temperature: "0.02" }, ...tensors }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, values]);
}
