/** Questions to the network that may be overtaken by others. */
import { Cancelled, toFailure } from "../../../session/client";
import { reproduce } from "../store";

/** An answer that is only taken while it is wanted; returns what stops wanting it. */
export function asked<T>(answer: Promise<T>, take: (answer: T) => void): () => void {
  let wanted = true;
  answer.then(
    (found) => {
      if (wanted) take(found);
    },
    (error: unknown) => {
      if (wanted && !(error instanceof Cancelled)) reproduce.failure.value = toFailure(error);
    },
  );
  return () => {
    wanted = false;
  };
}
