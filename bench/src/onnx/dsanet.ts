/** DSANet as an ONNX file with fixed shapes. */
import { CLASSES, EPSILON, LEAST_LIKENESS, SLOTS, TAPS, walk } from "../dsanet";
import type { Weight } from "../hash";
import { Graph } from "./graph";

interface Value {
  readonly name: string;
  /** Number of axes. */
  readonly rank: number;
}

/** `features [256, width]` to `logits [256 + 256 × 14]`. */
export function dsanetFile(width: number): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const lists = new Set<string>();
  const integers = (values: readonly number[]) => {
    const name = `integers ${values.join(" ")}`;
    if (!lists.has(name)) graph.integers(name, values);
    lists.add(name);
    return name;
  };
  const constants = new Map<string, Value>();
  const constant = (name: string, make: () => Weight): Value => {
    const found = constants.get(name);
    if (found !== undefined) return found;
    const weight = make();
    const value = { name: graph.constant(name, weight), rank: weight.shape.length };
    constants.set(name, value);
    return value;
  };
  const node = (operator: string, inputs: readonly Value[], attributes: Parameters<Graph["node"]>[2] = {}): Value => ({ name: graph.node(operator, inputs.map(({ name }) => name), attributes), rank: Math.max(...inputs.map(({ rank }) => rank)) });
  const shaped = (x: Value, shape: readonly number[]): Value => ({ name: graph.node("Reshape", [x.name, integers(shape)]), rank: shape.length });
  const turned = (x: Value) => node("Transpose", [x], { perm: x.rank === 3 ? [0, 2, 1] : [1, 0] });
  const border = (TAPS - 1) / 2;
  const logits = walk<Value>(width, { name: "features", rank: 2 }, {
    constant,
    linear: (x, matrix, bias) => (bias === null ? node("MatMul", [x, matrix]) : node("Add", [node("MatMul", [x, matrix]), bias])),
    product: (a, b) => node("MatMul", [a, b]),
    turned,
    sum: (a, b) => node("Add", [a, b]),
    times: (a, b) => node("Mul", [a, b]),
    over: (a, b) => node("Div", [a, b]),
    softmax: (x) => node("Softmax", [x], { axis: x.rank - 1 }),
    sigmoid: (x) => node("Sigmoid", [x]),
    norm: (x, gain, shift) => node("LayerNormalization", [x, gain, shift], { axis: x.rank - 1, epsilon: { float: EPSILON } }),
    lengths: (x) => ({ name: graph.node("ReduceL2", [x.name, integers([x.rank - 1])], { keepdims: 1 }), rank: x.rank }),
    alike: (x) => {
      const least = constant("least likeness", () => ({ shape: [1], values: Float32Array.of(LEAST_LIKENESS) }));
      const zero = constant("zero", () => ({ shape: [1], values: Float32Array.of(0) }));
      return node("Where", [node("LessOrEqual", [x, least]), zero, x]);
    },
    shaped,
    columns: (x, first, count) => ({ name: graph.node("Slice", [x.name, integers([first]), integers([first + count]), integers([x.rank - 1])]), rank: x.rank }),
    joined: (parts) => node("Concat", parts, { axis: (parts[0]?.rank ?? 1) - 1 }),
    convolved: (x, weight, bias) => {
      const columns = shaped(turned(x), [1, width, SLOTS]);
      const found = node("Conv", [columns, weight, bias], { kernel_shape: [TAPS], pads: [border, border] });
      return turned(shaped(found, [width / 2, SLOTS]));
    },
  });
  graph.node("Identity", [logits.name], {}, "logits");
  return graph.finished(["features", [SLOTS, width]], ["logits", [SLOTS + SLOTS * CLASSES]]);
}
