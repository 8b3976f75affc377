/** Questions that follow the playhead or the pointer: one at a time, never too often, the newest next. */
import { useEffect, useRef, useState } from "preact/hooks";

/** The last answer to `ask`; `ask` gives null where it was cancelled, and what is shown stays. */
export function useNewest<Q, A>(question: Q, ask: (question: Q) => Promise<A | null>, first: A, pauseMs: number): A {
  const [shown, setShown] = useState(first);
  const wanted = useRef(question);
  const asking = useRef(false);
  const alive = useRef(true);
  const isAlive = () => alive.current;
  wanted.current = question;
  useEffect(() => () => void (alive.current = false), []);
  useEffect(() => {
    const askAll = async () => {
      if (asking.current) return; // The loop below finds the new question by itself.
      asking.current = true;
      let asked: Q | undefined;
      while (isAlive() && asked !== wanted.current) {
        asked = wanted.current;
        const answer = await ask(asked);
        if (answer !== null && isAlive()) setShown(answer);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      asking.current = false;
    };
    void askAll();
  }, [question]);
  return shown;
}
