/** A part of a view whose code arrives when it is first shown. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** What happened and what to do, after the name of what did not come. */
export const NOT_HERE = "could not be loaded. Check the connection and reload the page.";

/** The component that `load` gives, kept once it is here; `what` names it where it does not come. Nothing stands in its place till then. */
export function lazyPart<Props extends object>(what: string, load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let kept: ComponentType<Props> | null = null;
  return function LazyPart(props: Props) {
    const [Part, arrive] = useState<ComponentType<Props> | "failed" | null>(() => kept);
    useEffect(() => {
      if (kept !== null) return;
      load().then(
        (part) => {
          kept = part;
          arrive(() => part); // In a function: a component is one too, and would be called.
        },
        () => arrive("failed"),
      );
    }, []);
    if (Part === null) return null;
    if (Part === "failed") return <p class="notice" role="note">{what} {NOT_HERE}</p>;
    return <Part {...props} />;
  };
}
