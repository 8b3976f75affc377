/** Protocol buffers, as far as a model file needs them: whole numbers, floats, texts, nested messages. */

const text = new TextEncoder();

/** A message under construction. */
export class Message {
  readonly #parts: Uint8Array[] = [];

  /** A whole number that is not negative. */
  number(field: number, value: number): this {
    return this.#tag(field, 0).#varint(value);
  }

  float(field: number, value: number): this {
    this.#tag(field, 5);
    this.#parts.push(new Uint8Array(Float32Array.of(value).buffer));
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, text.encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, 2).#varint(value.length);
    this.#parts.push(value);
    return this;
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finished());
  }

  finished(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #tag(field: number, type: number): this {
    return this.#varint(field * 8 + type);
  }

  #varint(value: number): this {
    const bytes: number[] = [];
    let left = value;
    do {
      bytes.push((left % 128) + (left >= 128 ? 128 : 0));
      left = Math.floor(left / 128);
    } while (left > 0);
    this.#parts.push(Uint8Array.from(bytes));
    return this;
  }
}
