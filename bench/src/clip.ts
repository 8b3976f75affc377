/** CLIP's image tower in a small shape: weights and inputs by the hash (tests/golden/README.md), in OpenAI's names. */
import { hashed, sizeOf, type Weight, type Weights } from "./hash";

export interface Tower {
  readonly side: number;
  readonly patch: number;
  readonly width: number;
  readonly blocks: number;
  readonly output: number;
}
/** Of every head of attention; the tower has as many as its width holds. */
export const HEAD = 64;
export const EPSILON = 1e-5;
const FIRST_KEY = 50_000;
const INPUT_KEY = 60_000;

/** The first is the class's, which is what is read at the end. */
export const tokens = ({ side, patch }: Tower): number => 1 + (side / patch) ** 2;
export const block = (index: number): string => `visual.transformer.resblocks.${index}.`;

/** Names and shapes. */
function table(tower: Tower): (readonly [string, readonly number[]])[] {
  const { patch, width, blocks, output } = tower;
  const affine = (name: string, outputs: number, inputs?: number): (readonly [string, readonly number[]])[] => [
    [`${name}weight`, inputs === undefined ? [outputs] : [outputs, inputs]],
    [`${name}bias`, [outputs]],
  ];
  const ofBlock = (at: string) => [
    ...affine(`${at}ln_1.`, width), ...affine(`${at}attn.in_proj_`, 3 * width, width), ...affine(`${at}attn.out_proj.`, width, width),
    ...affine(`${at}ln_2.`, width), ...affine(`${at}mlp.c_fc.`, 4 * width, width), ...affine(`${at}mlp.c_proj.`, width, 4 * width),
  ];
  return [
    ["visual.class_embedding", [width]],
    ["visual.conv1.weight", [width, 3, patch, patch]],
    ["visual.positional_embedding", [tokens(tower), width]],
    ...affine("visual.ln_pre.", width), ...affine("visual.ln_post.", width),
    ["visual.proj", [width, output]],
    ...Array.from({ length: blocks }, (_, index) => ofBlock(block(index))).flat(),
  ];
}

/** Bound and centre of a tensor's values. */
function range(name: string, shape: readonly number[]): readonly [number, number] {
  if (name.includes("ln_") && name.endsWith("weight")) return [0.2, 1];
  if (name.endsWith("bias")) return [0.1, 0];
  if (name.endsWith("embedding")) return [0.05, 0];
  return [Math.sqrt(3 / (name.endsWith("proj") ? (shape[0] ?? 1) : sizeOf(shape.slice(1)))), 0];
}

export function clipWeights(tower: Tower): Weights {
  return new Map(table(tower).map(([name, shape], key): [string, Weight] => {
    const [about, centre] = range(name, shape);
    return [name, { shape, values: hashed(sizeOf(shape), FIRST_KEY + key, (u) => centre + about * (2 * u - 1)) }];
  }));
}

/** `[1][3][side][side]`, about as far from 0 as normalised pixels are. */
export function clipInput({ side }: Tower): Float32Array<ArrayBuffer> {
  return hashed(3 * side * side, INPUT_KEY, (u) => 4 * u - 2);
}
