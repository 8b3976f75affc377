/** The panels about encoders are no part of the first download. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

export function LazyPanels() {
  const [Panels, setPanels] = useState<ComponentType | "failed" | null>(null);
  useEffect(() => {
    // In a function: a component is one too, and would be called.
    import("./panels").then(({ EncodingPanels }) => setPanels(() => EncodingPanels), () => setPanels("failed"));
  }, []);
  if (Panels === null) return null;
  if (Panels === "failed") return <p class="notice" role="note">The panels about encoders could not be loaded. Check the connection and reload the page.</p>;
  return <Panels />;
}
