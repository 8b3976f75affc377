import { effect } from "@preact/signals";

/** Milliseconds; browsers refuse addresses that change too often. */
const WRITE_DELAY = 300;

/** A view's state in the address. What stands there and was neither read nor written here is the visitor's, and waits for its `hashchange`. */
export class OwnAddress {
  #agreed = location.hash;

  /** What stands there now is known. */
  agree(): void {
    this.#agreed = location.hash;
  }

  /** Keeps the address in step with what `current` gives of the store, once that is known; returns what undoes it. */
  follow(current: () => string | null): () => void {
    this.agree();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = effect(() => {
      const hash = current();
      clearTimeout(timer);
      if (hash === null) return;
      timer = setTimeout(() => this.write(hash), WRITE_DELAY);
    });
    return () => {
      stop();
      clearTimeout(timer); // The address belongs to another view from now on.
    };
  }

  /** Writes the address, silently; never over one that the visitor has just given and nobody has read yet. */
  write(hash: string): void {
    if (location.hash !== this.#agreed || location.hash === hash) return;
    history.replaceState(null, "", hash);
    this.agree();
  }
}
