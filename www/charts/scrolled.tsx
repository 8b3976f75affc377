/** A table that scrolls by itself where the page is narrow, by keyboard too. */
import type { ComponentChildren } from "preact";

export function Scrolled({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return <div class="table-scroll" tabIndex={0} role="group" aria-label={label}>{children}</div>;
}
