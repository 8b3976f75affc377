/** I3D as an ONNX file with fixed shapes, normalisations as layers of their own, as an exporter would write it. */
import { weight, type Weights } from "../hash";
import { EPSILON, FRAMES, i3dWeights, padding, rowOf, SIDE, walk, type Cube, type Unit } from "../i3d";
import { Graph } from "./graph";

interface Value {
  readonly name: string;
  readonly sides: Cube;
}

/** `snippet [1, 3, 16, 224, 224]` to `features [1, row]`. */
export function i3dFile(width: number): Uint8Array<ArrayBuffer> {
  const weights = i3dWeights(width);
  const graph = new Graph();
  const last = walk<Value>(width, { name: "snippet", sides: [FRAMES, SIDE, SIDE] }, {
    unit: (unit, x) => ({ name: convolved(graph, weights, unit, x), sides: halved(x.sides, [unit.stride, unit.stride, unit.stride]) }),
    pool: (x, kernel, strides) => ({ name: graph.node("MaxPool", [x.name], { kernel_shape: kernel, strides, pads: same(x.sides, kernel, strides) }), sides: halved(x.sides, strides) }),
    joined: (parts) => ({ name: graph.node("Concat", parts.map(({ name }) => name), { axis: 1 }), sides: parts[0]?.sides ?? [0, 0, 0] }),
  });
  graph.node("ReduceMean", [last.name, graph.integers("axes", [2, 3, 4])], { keepdims: 0 }, "features");
  return graph.finished(["snippet", [1, 3, FRAMES, SIDE, SIDE]], ["features", [1, rowOf(width)]]);
}

function convolved(graph: Graph, weights: Weights, { name, kernel, stride }: Unit, { name: x, sides }: Value): string {
  const of = (part: string) => graph.constant(`${name}.${part}`, weight(weights, `${name}.${part}`));
  const [kernels, strides]: [Cube, Cube] = [[kernel, kernel, kernel], [stride, stride, stride]];
  const y = graph.node("Conv", [x, of("conv3d.weight")], { kernel_shape: kernels, strides, pads: same(sides, kernels, strides) });
  const norm = ["bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"].map(of);
  return graph.node("Relu", [graph.node("BatchNormalization", [y, ...norm], { epsilon: { float: EPSILON } })]);
}

/** Those before the sides, then those after them. */
function same(sides: Cube, kernel: Cube, strides: Cube): number[] {
  const pairs = sides.map((length, axis) => padding(length, kernel[axis] ?? 1, strides[axis] ?? 1));
  return [...pairs.map(([before]) => before), ...pairs.map(([, after]) => after)];
}

const halved = (sides: Cube, strides: Cube): Cube => sides.map((length, axis) => Math.ceil(length / (strides[axis] ?? 1))) as unknown as Cube;
