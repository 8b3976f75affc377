/** FastestDet as an ONNX file of fixed shapes, built as the authors' own file is. */
import { CELLS, fastestDetWeights, NUMBERS, SIDE, walk, type Conv } from "../fastest_det";
import { weight, type Weights } from "../hash";
import { Graph } from "./graph";

interface Value {
  readonly name: string;
  readonly channels: number;
  readonly side: number;
}

/** Border and step of a window of 3 by 3. */
const HALVING = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };
const NEAREST = { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" };

/** `picture [1, 3, 352, 352]` to `outputs [1, 85, 22, 22]`. */
export function fastestDetFile(): Uint8Array<ArrayBuffer> {
  const weights = fastestDetWeights();
  const graph = new Graph();
  const [even, odd] = [graph.integer("even", 0), graph.integer("odd", 1)];
  const scales = graph.constant("scales", { shape: [4], values: Float32Array.of(1, 1, 2, 2) });
  const shapes = new Map<string, string>();
  const shaped = (x: string, shape: readonly number[]) => {
    const key = shape.join("x");
    const name = shapes.get(key) ?? graph.integers(`shape_${key}`, shape);
    shapes.set(key, name);
    return graph.node("Reshape", [x, name]);
  };
  const parted = ({ name, channels, side }: Value): readonly [Value, Value] => {
    const half = channels / 2;
    const pairs = graph.node("Transpose", [shaped(name, [half, 2, side * side])], { perm: [1, 0, 2] });
    const sorted = shaped(pairs, [2, 1, half, side, side]);
    const of = (index: string): Value => ({ name: graph.node("Gather", [sorted, index], { axis: 0 }), channels: half, side });
    return [of(even), of(odd)];
  };
  const joined = (parts: readonly Value[]): Value => ({ name: graph.node("Concat", parts.map(({ name }) => name), { axis: 1 }), channels: parts.reduce((sum, { channels }) => sum + channels, 0), side: parts[0]?.side ?? 0 });
  const halved = (operator: string, x: Value, more: Readonly<Record<string, number>>): Value => ({ ...x, name: graph.node(operator, [x.name], { ...HALVING, ...more }), side: x.side / 2 });
  const [objectness, box, classes] = walk<Value>({ name: "picture", channels: 3, side: SIDE }, {
    conv: (conv, x) => ({ name: convolved(graph, weights, conv, x.name), channels: conv.outputs, side: x.side / conv.stride }),
    largest: (x) => halved("MaxPool", x, {}),
    mean: (x) => halved("AveragePool", x, { count_include_pad: 1 }),
    doubled: (x) => ({ ...x, name: graph.node("Resize", [x.name, "", scales], NEAREST), side: 2 * x.side }),
    parted,
    joined,
    summed: (a, b) => ({ ...a, name: graph.node("Relu", [graph.node("Add", [a.name, b.name])]) }),
  });
  const parts = [graph.node("Sigmoid", [objectness.name]), box.name, graph.node("Softmax", [classes.name], { axis: 1 })];
  graph.node("Concat", parts, { axis: 1 }, "outputs");
  return graph.finished(["picture", [1, 3, SIDE, SIDE]], ["outputs", [1, NUMBERS, CELLS, CELLS]]);
}

function convolved(graph: Graph, weights: Weights, { name, inputs, kernel, stride, depthwise, relu }: Conv, x: string): string {
  const parts = ["weight", "bias"].map((part) => graph.constant(`${name}.${part}`, weight(weights, `${name}.${part}`)));
  const border = (kernel - 1) / 2;
  const y = graph.node("Conv", [x, ...parts], { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [border, border, border, border], group: depthwise ? inputs : 1 });
  return relu ? graph.node("Relu", [y]) : y;
}
