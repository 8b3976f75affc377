/** The models as ONNX files, with fixed shapes, as an exporter would write them. */
import { weight, type Weights } from "../hash";
import { ATTENTION, EPSILON as LANET_EPSILON, FEATURES, KERNEL, lanetPrior, lanetWeights, transposed } from "../lanet";
import { DOWN, EPSILON, LAST, PLANES, reconCaeWeights, SIDE, UP } from "../recon_cae";
import { Graph } from "./graph";

/** `features [crops, snippets, 1024]` to `scores [snippets]`, the mean over the crops. */
export function lanetFile(crops: number, snippets: number): Uint8Array<ArrayBuffer> {
  const weights = lanetWeights();
  const graph = new Graph();
  const linear = (x: string, name: string) => {
    const w = graph.constant(`${name}.weight`, transposed(weight(weights, `${name}.weight`)));
    const b = graph.constant(`${name}.bias`, weight(weights, `${name}.bias`));
    return graph.node("Add", [graph.node("MatMul", [x, w]), b]);
  };
  const [q, k, v] = [linear("features", "phi"), linear("features", "psi"), linear("features", "value")];
  const scale = graph.constant("scale", { shape: [], values: Float32Array.of(1 / Math.sqrt(ATTENTION)) });
  const products = graph.node("Mul", [graph.node("MatMul", [q, graph.node("Transpose", [k], { perm: [0, 2, 1] })]), scale]);
  const prior = graph.constant("prior", { shape: [snippets, snippets], values: lanetPrior(snippets) });
  const rows = graph.node("Add", [graph.node("Softmax", [products], { axis: 2 }), prior]);
  const attended = graph.node("Add", [linear(graph.node("MatMul", [rows, v]), "out"), "features"]);
  const [gamma, beta] = ["norm.weight", "norm.bias"].map((name) => graph.constant(name, weight(weights, name)));
  const normed = graph.node("LayerNormalization", [attended, gamma ?? "", beta ?? ""], { axis: 2, epsilon: { float: LANET_EPSILON } });
  const second = linear(graph.node("Gelu", [linear(normed, "fc1")]), "fc2");
  const columns = graph.node("Transpose", [second], { perm: [0, 2, 1] });
  const causal = ["causal.weight", "causal.bias"].map((name) => graph.constant(name, weight(weights, name)));
  const logits = graph.node("Conv", [columns, ...causal], { kernel_shape: [KERNEL], pads: [KERNEL - 1, 0] });
  const scores = graph.node("Sigmoid", [logits]);
  graph.node("ReduceMean", [scores, graph.integers("axes", [0, 1])], { keepdims: 0 }, "scores");
  return graph.finished(["features", [crops, snippets, FEATURES]], ["scores", [snippets]]);
}

/** `cubes [n, 15, 32, 32]` to `errors [n]`. */
export function reconCaeFile(cubes: number, width: number): Uint8Array<ArrayBuffer> {
  const weights = reconCaeWeights(width);
  const graph = new Graph();
  let x = "cubes";
  DOWN.forEach((name, stage) => {
    if (stage > 0) x = graph.node("MaxPool", [x], { kernel_shape: [2, 2], strides: [2, 2] });
    x = double(graph, weights, x, name);
  });
  for (const name of UP) {
    const up = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] };
    x = graph.node("ConvTranspose", [x, ...constants(graph, weights, `${name}.up`, ["weight", "bias"])], up);
    x = double(graph, weights, x, `${name}.conv.conv`);
  }
  x = graph.node("Conv", [x, ...constants(graph, weights, LAST, ["weight", "bias"])], { kernel_shape: [1, 1] });
  const difference = graph.node("Sub", [x, "cubes"]);
  const squares = graph.node("Mul", [difference, difference]);
  graph.node("ReduceSum", [squares, graph.integers("axes", [1, 2, 3])], { keepdims: 0 }, "errors");
  return graph.finished(["cubes", [cubes, PLANES, SIDE, SIDE]], ["errors", [cubes]]);
}

function double(graph: Graph, weights: Weights, x: string, name: string): string {
  let y = x;
  for (const [conv, norm] of [[0, 1], [3, 4]]) {
    y = graph.node("Conv", [y, ...constants(graph, weights, `${name}.${String(conv)}`, ["weight", "bias"])], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
    const parts = constants(graph, weights, `${name}.${String(norm)}`, ["weight", "bias", "running_mean", "running_var"]);
    y = graph.node("Relu", [graph.node("BatchNormalization", [y, ...parts], { epsilon: { float: EPSILON } })]);
  }
  return y;
}

const constants = (graph: Graph, weights: Weights, name: string, parts: readonly string[]): string[] =>
  parts.map((part) => graph.constant(`${name}.${part}`, weight(weights, `${name}.${part}`)));
