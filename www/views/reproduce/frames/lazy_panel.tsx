/** The panel about frames is no part of the first download. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

export function LazyFramesPanel() {
  const [Panel, setPanel] = useState<ComponentType | "failed" | null>(null);
  useEffect(() => {
    // In a function: a component is one too, and would be called.
    import("./frames_panel").then(({ FramesPanel }) => setPanel(() => FramesPanel), () => setPanel("failed"));
  }, []);
  if (Panel === null) return null;
  if (Panel === "failed") return <p class="notice" role="note">The panel about frames could not be loaded. Check the connection and reload the page.</p>;
  return <Panel />;
}
