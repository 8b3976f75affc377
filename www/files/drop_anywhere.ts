/** Files and folders that are dropped anywhere on the page. */
import { useEffect, useState } from "preact/hooks";
import { droppedFiles } from "./dropped";

/** Gives what is dropped to `take`, while `takes` says so; true while files are held over the page. */
export function useDropAnywhere(take: (files: readonly File[]) => void, takes: () => boolean = () => true): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const done = new AbortController();
    const { signal } = done;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true && takes();
    document.addEventListener("dragover", (event) => {
      event.preventDefault(); // Else the browser would leave the page for the file.
      setOver(carriesFiles(event));
    }, { signal });
    document.addEventListener("dragleave", (event) => event.relatedTarget === null && setOver(false), { signal });
    // A field that took the drop stops it on its way up; this one hears it on its way down.
    document.addEventListener("drop", () => setOver(false), { signal, capture: true });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      if (carriesFiles(event) && event.dataTransfer !== null) void droppedFiles(event.dataTransfer).then(take);
    }, { signal });
    return () => done.abort();
  }, []);
  return over;
}
