/** FastestDet's layers in the names of dog-qiuqiu/FastestDet, normalisations folded into the convolutions as in the published ONNX file; weights and input by the hash (tests/golden/README.md, "The hash"). */
import { hashed, sizeOf, type Weight, type Weights } from "./hash";

export const SIDE = 352;
/** Cells of a side, and numbers of a cell: objectness, box, classes. */
export const CELLS = 22;
export const NUMBERS = 85;
const FIRST_KEY = 70_000;
const INPUT_KEY = 79_000;
/** Blocks of each stage and the channels of their branches. */
const STAGES: readonly (readonly [number, number])[] = [[4, 24], [8, 48], [4, 96]];
const HEAD = 96;
const MERGED = 336;

/** A convolution with its bias; every input channel by itself where it is depthwise. */
export interface Conv {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly depthwise: boolean;
  readonly relu: boolean;
}

/** What is done with a picture, on whichever engine: `x` is whatever the engine calls a value. */
export interface Layers<X> {
  readonly conv: (conv: Conv, x: X) => X;
  /** The largest of 3 by 3 pixels, every second one, with a border of one. */
  readonly largest: (x: X) => X;
  /** The mean of the same, the border counted as zeros. */
  readonly mean: (x: X) => X;
  /** Every pixel four times. */
  readonly doubled: (x: X) => X;
  /** Even and odd channels. */
  readonly parted: (x: X) => readonly [X, X];
  readonly joined: (parts: readonly X[]) => X;
  /** The sum, no less than zero. */
  readonly summed: (a: X, b: X) => X;
}

/** Objectness, box and classes of every cell, before their last functions. */
export function walk<X>(picture: X, layers: Layers<X>): readonly [X, X, X] {
  const { conv, joined } = layers;
  const point = (name: string, inputs: number, outputs: number, relu: boolean, x: X) => conv({ name, inputs, outputs, kernel: 1, stride: 1, depthwise: false, relu }, x);
  const each = (name: string, channels: number, kernel: number, stride: number, relu: boolean, x: X) => conv({ name, inputs: channels, outputs: channels, kernel, stride, depthwise: true, relu }, x);
  const branch = (name: string, channels: number, stride: number, x: X) => {
    const wide = point(`${name}.0`, channels, channels, true, x);
    return point(`${name}.5`, channels, channels, true, each(`${name}.3`, channels, 3, stride, false, wide));
  };
  let x = conv({ name: "backbone.first_conv.0", inputs: 3, outputs: 24, kernel: 3, stride: 2, depthwise: false, relu: true }, picture);
  x = layers.largest(x);
  const scales = STAGES.map(([blocks, channels], stage) => {
    for (let block = 0; block < blocks; block++) {
      const name = `backbone.stage${stage + 2}.${block}`;
      if (block === 0) {
        const side = each(`${name}.branch_proj.0`, channels, 3, 2, false, x);
        x = joined([point(`${name}.branch_proj.2`, channels, channels, true, side), branch(`${name}.branch_main`, channels, 2, x)]);
      } else {
        const [passed, worked] = layers.parted(x);
        x = joined([passed, branch(`${name}.branch_main`, channels, 1, worked)]);
      }
    }
    return x;
  }) as [X, X, X];
  const merged = joined([layers.mean(scales[0]), scales[1], layers.doubled(scales[2])]);
  x = point("SPP.Conv1x1.conv1x1.0", MERGED, HEAD, true, merged);
  const levels = [1, 2, 3].map((depth) => {
    let level = x;
    for (let at = 0; at < depth; at++) level = each(`SPP.S${depth}.${3 * at}`, HEAD, 5, 1, true, level);
    return level;
  });
  x = layers.summed(x, point("SPP.output.0", 3 * HEAD, HEAD, false, joined(levels)));
  const shared = point("detect_head.conv1x1.conv1x1.0", HEAD, HEAD, true, x);
  const out = (name: string, outputs: number) => point(`detect_head.${name}_layers.conv5x5.3`, HEAD, outputs, false, each(`detect_head.${name}_layers.conv5x5.0`, HEAD, 5, 1, true, shared));
  return [out("obj", 1), out("reg", 4), out("cls", NUMBERS - 5)];
}

/** `[outputs, inputs of each, side, side]`. */
export const shapeOf = ({ inputs, outputs, kernel, depthwise }: Conv): [number, number, number, number] => [outputs, depthwise ? 1 : inputs, kernel, kernel];

export function fastestDetWeights(): Weights {
  const all = new Map<string, Weight>();
  const conv = (conv: Conv) => {
    const shape = shapeOf(conv);
    const bound = Math.sqrt(6 / (sizeOf(shape) / conv.outputs));
    all.set(`${conv.name}.weight`, { shape, values: hashed(sizeOf(shape), FIRST_KEY + all.size, (u) => (2 * u - 1) * bound) });
    all.set(`${conv.name}.bias`, { shape: [conv.outputs], values: hashed(conv.outputs, FIRST_KEY + all.size, (u) => 0.2 * u - 0.1) });
    return null;
  };
  walk<null>(null, { conv, largest: () => null, mean: () => null, doubled: () => null, parted: () => [null, null], joined: () => null, summed: () => null });
  return all;
}

/** `[3][352][352]`, from 0 to 1. */
export function fastestDetInput(): Float32Array<ArrayBuffer> {
  return hashed(3 * SIDE * SIDE, INPUT_KEY, (u) => Math.floor(256 * u) / 255);
}
