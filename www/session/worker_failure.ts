/** Whatever is thrown in the worker, as a `Failure` for the page. */

import { MediaFailure } from "../media/failure";
import type { Failure } from "./protocol";

const KINDS: ReadonlySet<string> = new Set<Failure["kind"]>([
  "unsupported",
  "out-of-memory",
  "device-lost",
  "bad-file",
  "cannot-decode",
  "too-little",
  "not-finite",
  "panic",
  "unknown",
]);

/** The crate throws `Failure` objects, media code `MediaFailure`; a `RuntimeError` is a Rust panic. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof MediaFailure) return thrown.failure;
  if (isFailure(thrown)) return thrown;
  if (thrown instanceof WebAssembly.RuntimeError) return panicOf(thrown.message);
  if (thrown instanceof RangeError) {
    return { kind: "out-of-memory", detail: `There was not enough memory: ${thrown.message}.`, advice: "Close other tabs, or choose a shorter or smaller clip." };
  }
  return { kind: "unknown", detail: `Something unforeseen went wrong: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, advice: "Try again. If it happens again, reload the page." };
}

/** A failure of the worker itself. */
export function panicOf(message: string): Failure {
  return { kind: "panic", detail: `The engine stopped on an error of its own (${message}).`, advice: "Try again; it starts afresh. If it stops again, reload the page." };
}

function isFailure(thrown: unknown): thrown is Failure {
  return (
    typeof thrown === "object" && thrown !== null && "kind" in thrown && typeof thrown.kind === "string" && KINDS.has(thrown.kind) &&
    "detail" in thrown && typeof thrown.detail === "string" && "advice" in thrown && typeof thrown.advice === "string"
  );
}
