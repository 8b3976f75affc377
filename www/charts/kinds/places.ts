/** Snippets of a chunk, counted over the whole video. */
export function placesOf(values: Float32Array, first: number): number[] {
  return Array.from(values, (_, index) => first + index);
}
