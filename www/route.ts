/** Which view the address names: `#/watch`, `#/reproduce`, `#/learn`, `#/benchmark`; what follows a `?` is the view's own state. */
import { signal } from "@preact/signals";

export const VIEWS = ["watch", "reproduce", "benchmark", "learn"] as const;
export type View = (typeof VIEWS)[number];

/** The first view is the one that an address without a name, or with an unknown one, opens. */
export function viewOf(hash: string): View {
  const name = /^#\/([a-z]+)/.exec(hash)?.[1];
  return VIEWS.find((view) => view === name) ?? VIEWS[0];
}

export const view = signal<View>(viewOf(location.hash));
addEventListener("hashchange", () => (view.value = viewOf(location.hash)));
