/** A view whose code arrives when it is first opened. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

type Arrival = { readonly kind: "waiting" } | { readonly kind: "here"; readonly View: ComponentType } | { readonly kind: "failed" };

export function LazyView({ load }: { readonly load: () => Promise<ComponentType> }) {
  const [arrival, arrive] = useState<Arrival>({ kind: "waiting" });
  useEffect(() => {
    load().then((View) => arrive({ kind: "here", View }), () => arrive({ kind: "failed" }));
  }, [load]);
  switch (arrival.kind) {
    case "waiting":
      return <main class="boot" aria-busy="true"><p>One moment…</p></main>;
    case "failed":
      return <main class="boot"><p role="alert">This part of the page could not be loaded. Check the connection and reload the page.</p></main>;
    case "here":
      return <arrival.View />;
  }
}
