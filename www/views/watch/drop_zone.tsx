/** Files and folders can be dropped anywhere on the page. */
import { useEffect, useState } from "preact/hooks";
import { droppedFiles } from "../../files/dropped";
import { takeFiles } from "./clip";
import { watch } from "./store";

export function DropZone() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const done = new AbortController();
    const { signal } = done;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true && watch.run.value.kind !== "running";
    document.addEventListener("dragover", (event) => {
      event.preventDefault(); // Else the browser would leave the page for the file.
      setOver(carriesFiles(event));
    }, { signal });
    document.addEventListener("dragleave", (event) => event.relatedTarget === null && setOver(false), { signal });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      setOver(false);
      if (carriesFiles(event) && event.dataTransfer !== null) void droppedFiles(event.dataTransfer).then((files) => takeFiles(files));
    }, { signal });
    return () => done.abort();
  }, []);
  return over ? <div class="drop-zone" aria-hidden="true"><p>Drop a video, pictures, a folder or a zip</p></div> : null;
}
