/** Files that are dropped beside the fields find theirs by name, or are asked to. */
import { useEffect, useState } from "preact/hooks";
import { droppedFiles } from "../../files/dropped";
import { takeByName } from "./files";

export function DropZone() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const done = new AbortController();
    const { signal } = done;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    document.addEventListener("dragover", (event) => {
      event.preventDefault(); // Else the browser would leave the page for the file.
      setOver(carriesFiles(event));
    }, { signal });
    document.addEventListener("dragleave", (event) => event.relatedTarget === null && setOver(false), { signal });
    // A field that took the drop stops it on its way up; this one hears it on its way down.
    document.addEventListener("drop", () => setOver(false), { signal, capture: true });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      if (carriesFiles(event) && event.dataTransfer !== null) void droppedFiles(event.dataTransfer).then((files) => takeByName(files));
    }, { signal });
    return () => done.abort();
  }, []);
  return over ? <p class="drop-hint" aria-hidden="true">Drop on a field, or anywhere if the names say what is what (scores.npz, truth.npz)</p> : null;
}
