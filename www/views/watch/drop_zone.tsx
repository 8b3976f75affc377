/** Files and folders can be dropped anywhere on the page. */
import { useEffect, useState } from "preact/hooks";
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

/** The entries must be taken before the first await: the list is emptied after the event. */
async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const plain = [...transfer.files];
  if (!entries.some((entry) => entry.isDirectory)) return plain;
  return (await Promise.all(entries.map(filesBelow))).flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const below: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives at most a hundred entries at a time and nothing when it is done.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    below.push(...some);
  }
  return (await Promise.all(below.map(filesBelow))).flat();
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
