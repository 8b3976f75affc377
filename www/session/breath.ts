/**
 * Letting the worker hear its messages between two pieces of work.
 *
 * A microtask (an awaited promise that is settled) does not let messages in, and `setTimeout(0)` is held back to 4 ms
 * once nested; a message to oneself does and is not.
 */

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Resolves after the messages that have already arrived were handled. */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}

/** Says yes at most once per `milliseconds`. */
export class Pace {
  readonly #milliseconds: number;
  #last = -Infinity;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  due(): boolean {
    const now = performance.now();
    if (now - this.#last < this.#milliseconds) return false;
    this.#last = now;
    return true;
  }
}
