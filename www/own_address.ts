/** A view's state in the address. What stands there and was neither read nor written here is the visitor's, and waits for its `hashchange`. */
export class OwnAddress {
  #agreed = location.hash;

  /** What stands there now is known. */
  agree(): void {
    this.#agreed = location.hash;
  }

  /** Keeps the address in step, silently; never over one that the visitor has just given and nobody has read yet. */
  write(hash: string): void {
    if (location.hash !== this.#agreed || location.hash === hash) return;
    history.replaceState(null, "", hash);
    this.agree();
  }
}
