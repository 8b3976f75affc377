/** Hands a file to the visitor: the browser's own download, nothing leaves the machine. */

/** `name` without what file systems dislike. */
export function save(name: string, extension: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name.replace(/[^\w.-]+/g, "_")}-oddframe.${extension}`;
  link.click();
  // The download has begun by then; a second is generous.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Typed arrays are lists in JSON, not objects with numbers for names. */
export function plainArrays(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array || value instanceof Float32Array || value instanceof Uint32Array || value instanceof Uint8Array) return Array.from(value);
  return value;
}

/** A canvas as PNG. */
export async function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error("The browser could not write the picture.");
  return blob;
}
