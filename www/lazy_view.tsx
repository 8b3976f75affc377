/** A view whose code arrives when it is first opened. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { NOT_HERE } from "./lazy_part";

type Arrival = { readonly kind: "waiting" } | { readonly kind: "here"; readonly View: ComponentType } | { readonly kind: "failed" };

interface LazyViewProps {
  readonly load: () => Promise<ComponentType>;
  /** A link has opened it: whoever works by keyboard or listens begins at its heading, once that is there. */
  readonly byLink: boolean;
}

export function LazyView({ load, byLink }: LazyViewProps) {
  const [arrival, arrive] = useState<Arrival>({ kind: "waiting" });
  useEffect(() => {
    load().then((View) => arrive({ kind: "here", View }), () => arrive({ kind: "failed" }));
  }, [load]);
  useEffect(() => {
    if (byLink && arrival.kind === "here") document.querySelector("h1")?.focus({ preventScroll: true });
  }, [arrival]);
  switch (arrival.kind) {
    case "waiting":
      return <main class="boot" aria-busy="true"><p>One moment…</p></main>;
    case "failed":
      return <main class="boot"><p role="alert">This part of the page {NOT_HERE}</p></main>;
    case "here":
      return <arrival.View />;
  }
}
