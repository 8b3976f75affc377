/** An ONNX model under construction; field numbers are those of onnx.proto. */
import type { Weight } from "../hash";
import { Message } from "./wire";

const OPSET = 20;
/** Version of the file format that goes with the operator set. */
const IR = 9;
const FLOAT = 1;
const INT64 = 7;

type Attribute = number | string | { readonly float: number } | readonly number[];

export class Graph {
  readonly #nodes: Message[] = [];
  readonly #weights: Message[] = [];
  #named = 0;

  constant(name: string, { shape, values }: Weight): string {
    this.#weights.push(tensor(name, shape, FLOAT, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
    return name;
  }

  integers(name: string, values: readonly number[]): string {
    this.#weights.push(tensor(name, [values.length], INT64, new Uint8Array(BigInt64Array.from(values, BigInt).buffer)));
    return name;
  }

  integer(name: string, value: number): string {
    this.#weights.push(tensor(name, [], INT64, new Uint8Array(BigInt64Array.of(BigInt(value)).buffer)));
    return name;
  }

  /** Adds a node with one output and returns the output's name. */
  node(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}, output = `v${this.#named++}`): string {
    const node = new Message();
    for (const input of inputs) node.string(1, input);
    node.string(2, output).string(4, operator);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.#nodes.push(node);
    return output;
  }

  /** The file. */
  finished(input: readonly [string, readonly number[]], output: readonly [string, readonly number[]]): Uint8Array<ArrayBuffer> {
    const graph = new Message();
    for (const node of this.#nodes) graph.message(1, node);
    graph.string(2, "oddframe");
    for (const weight of this.#weights) graph.message(5, weight);
    graph.message(11, value(input)).message(12, value(output));
    const opset = new Message().string(1, "").number(2, OPSET);
    return new Message().number(1, IR).string(2, "oddframe").message(7, graph).message(8, opset).finished();
  }
}

function attribute(name: string, value: Attribute): Message {
  const message = new Message().string(1, name);
  if (typeof value === "number") return message.number(3, value).number(20, 2);
  if (typeof value === "string") return message.string(4, value).number(20, 3);
  if ("float" in value) return message.float(2, value.float).number(20, 1);
  for (const each of value) message.number(8, each);
  return message.number(20, 7);
}

function tensor(name: string, shape: readonly number[], type: number, bytes: Uint8Array): Message {
  const message = new Message();
  for (const side of shape) message.number(1, side);
  return message.number(2, type).string(8, name).bytes(9, bytes);
}

function value([name, shape]: readonly [string, readonly number[]]): Message {
  const sides = new Message();
  for (const side of shape) sides.message(1, new Message().number(1, side));
  const type = new Message().message(1, new Message().number(1, FLOAT).message(2, sides));
  return new Message().string(1, name).message(2, type);
}
