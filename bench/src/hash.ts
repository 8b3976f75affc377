/** The hash of the golden values (tests/golden/README.md): everybody gets the same weights and inputs. */

const at = (index: number, key: number): number => {
  let h = (Math.imul(index, 2_654_435_761) + Math.imul(key, 974_711)) >>> 0;
  h ^= h >>> 15;
  h = Math.imul(h, 2_246_822_519) >>> 0;
  h = (h ^ (h >>> 13)) >>> 0;
  return h / 4_294_967_296;
};

/** `count` values made of uniform ones in [0, 1), rounded to f32. */
export function hashed(count: number, key: number, value: (uniform: number) => number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, index) => value(at(index, key)));
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer>;
}
export type Weights = ReadonlyMap<string, Weight>;

/** The weight of that name; its absence is a mistake of this program. */
export function weight(weights: Weights, name: string): Weight {
  const found = weights.get(name);
  if (found === undefined) throw new Error(`there is no weight ${name}`);
  return found;
}
