/** Weights as a file that the page's module opens. */
import { sizeOf, type Weights } from "./hash";

export function safetensorsFile(name: string, weights: Weights): File {
  let at = 0;
  const entries = [...weights].map(([name, { shape }]) => {
    const from = at;
    at += 4 * sizeOf(shape);
    return [name, { dtype: "F32", shape, data_offsets: [from, at] }] as const;
  });
  const text = JSON.stringify(Object.fromEntries(entries));
  const head = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = new BigUint64Array([BigInt(head.byteLength)]);
  return new File([length, head, ...[...weights.values()].map(({ values }) => values)], name);
}
