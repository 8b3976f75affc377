/** CLIP's image tower as an ONNX file with fixed shapes. */
import { block, clipWeights, EPSILON, HEAD, tokens, type Tower } from "../clip";
import { weight, type Weight, type Weights } from "../hash";
import { transposed } from "../lanet";
import { Graph } from "./graph";

/** `picture [1, 3, side, side]` to `features [1, output]`. */
export function clipFile(tower: Tower): Uint8Array<ArrayBuffer> {
  const { side, patch, width, blocks, output } = tower;
  const weights = clipWeights(tower);
  const graph = new Graph();
  const of = (name: string): Weight => weight(weights, name);
  const norm = (x: string, name: string) => graph.node("LayerNormalization", [x, ...["weight", "bias"].map((part) => graph.constant(`${name}${part}`, of(`${name}${part}`)))], { axis: 2, epsilon: { float: EPSILON } });
  const shaped = (x: string, name: string, shape: readonly number[]) => graph.node("Reshape", [x, graph.integers(`shape ${name}`, shape)]);

  const patches = graph.node("Conv", ["picture", graph.constant("visual.conv1.weight", of("visual.conv1.weight"))], { kernel_shape: [patch, patch], strides: [patch, patch] });
  const rows = graph.node("Transpose", [shaped(patches, "patches", [1, width, tokens(tower) - 1])], { perm: [0, 2, 1] });
  const first = graph.constant("visual.class_embedding", { shape: [1, 1, width], values: of("visual.class_embedding").values });
  const places = graph.constant("visual.positional_embedding", of("visual.positional_embedding"));
  let x = norm(graph.node("Add", [graph.node("Concat", [first, rows], { axis: 1 }), places]), "visual.ln_pre.");
  for (let index = 0; index < blocks; index++) x = transformed(graph, weights, tower, block(index), x, norm, shaped);
  const last = norm(graph.node("Slice", [x, graph.integers("from", [0]), graph.integers("to", [1]), graph.integers("along", [1])]), "visual.ln_post.");
  graph.node("MatMul", [shaped(last, "row", [1, width]), graph.constant("visual.proj", of("visual.proj"))], {}, "features");
  return graph.finished(["picture", [1, 3, side, side]], ["features", [1, output]]);
}

type Norm = (x: string, name: string) => string;
type Shaped = (x: string, name: string, shape: readonly number[]) => string;

function transformed(graph: Graph, weights: Weights, tower: Tower, at: string, x: string, norm: Norm, shaped: Shaped): string {
  const { width } = tower;
  const heads = width / HEAD;
  const linear = (x: string, name: string, w: Weight, b: Weight) => graph.node("Add", [graph.node("MatMul", [x, graph.constant(`${name}weight`, transposed(w))]), graph.constant(`${name}bias`, b)]);
  const layer = (x: string, name: string) => linear(x, name, weight(weights, `${name}weight`), weight(weights, `${name}bias`));
  const y = norm(x, `${at}ln_1.`);
  // Queries, keys and values of a head stand together: [1, heads, tokens, 64].
  const [queries = "", keys = "", values = ""] = [0, 1, 2].map((part) => {
    const name = `${at}attn.in_proj_`;
    const projected = linear(y, `${name}${part} `, third(weight(weights, `${name}weight`), part), third(weight(weights, `${name}bias`), part));
    return graph.node("Transpose", [shaped(projected, `${at}${part}`, [1, tokens(tower), heads, HEAD])], { perm: [0, 2, 1, 3] });
  });
  const scale = graph.constant(`${at}scale`, { shape: [], values: Float32Array.of(1 / Math.sqrt(HEAD)) });
  const products = graph.node("Mul", [graph.node("MatMul", [queries, graph.node("Transpose", [keys], { perm: [0, 1, 3, 2] })]), scale]);
  const gathered = graph.node("Transpose", [graph.node("MatMul", [graph.node("Softmax", [products], { axis: 3 }), values])], { perm: [0, 2, 1, 3] });
  const attended = graph.node("Add", [x, layer(shaped(gathered, `${at}gathered`, [1, tokens(tower), width]), `${at}attn.out_proj.`)]);
  const wide = layer(norm(attended, `${at}ln_2.`), `${at}mlp.c_fc.`);
  const slope = graph.constant(`${at}slope`, { shape: [], values: Float32Array.of(1.702) });
  const quick = graph.node("Mul", [wide, graph.node("Sigmoid", [graph.node("Mul", [wide, slope])])]);
  return graph.node("Add", [attended, layer(quick, `${at}mlp.c_proj.`)]);
}

/** The rows of queries, of keys or of values. */
export function third({ shape, values }: Weight, part: number): Weight {
  const each = values.length / 3;
  return { shape: [(shape[0] ?? 0) / 3, ...shape.slice(1)], values: values.slice(part * each, (part + 1) * each) };
}
