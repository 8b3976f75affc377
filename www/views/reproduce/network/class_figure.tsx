/** The figure "What kind of odd": the classes of the video that was pressed. */
import { useEffect, useState } from "preact/hooks";
import { ClassTracks } from "../../../charts/kinds/class_tracks";
import { network as session } from "../../../session/sessions";
import type { ClassTrack } from "../../../session/protocol";
import { asked } from "./asked";
import { network } from "./store";

export function ClassFigure({ video }: { readonly video: string }) {
  const [classes, setClasses] = useState<readonly ClassTrack[]>([]);
  const explains = network.explains.value;
  useEffect(() => {
    setClasses([]);
    if (explains !== "classes") return undefined;
    return asked(session.call({ kind: "classes", video }), (answer) => setClasses(answer.classes));
  }, [video, explains]);
  if (classes.length < 2) return null;
  return (
    <figure class="why-figure" aria-label={`What kind of odd: ${video}`}>
      <h3>What kind of odd</h3>
      <ClassTracks classes={classes} />
    </figure>
  );
}
