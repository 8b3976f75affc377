/** A field for a folder: chosen, or dropped with the folders in it. */
import { useState } from "preact/hooks";
import { droppedPaths } from "../../../files/dropped";
import { FolderIcon } from "../../../icons";
import type { PathFile } from "../../../session/protocol";

interface FolderFieldProps {
  readonly label: string;
  readonly about: string;
  readonly filled: boolean;
  readonly disabled: boolean;
  readonly onFiles: (files: readonly PathFile[]) => void;
}

export function FolderField({ label, about, filled, disabled, onFiles }: FolderFieldProps) {
  const [over, setOver] = useState(false);
  const id = `about-${label.replaceAll(" ", "-").toLowerCase()}`;
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation(); // Else the view would guess by the name.
    setOver(false);
    if (event.dataTransfer !== null && !disabled) void droppedPaths(event.dataTransfer).then(onFiles);
  };
  const pick = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
    input.value = ""; // The same folder may be chosen again.
    onFiles(files);
  };
  return (
    <div class={`file-field${over ? " over" : ""}${filled ? " filled" : ""}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <FolderIcon />
      <div class="file-words">
        <span class="file-label" aria-hidden="true">{label}</span>
        <span class="file-about" id={id}>{about}</span>
      </div>
      <input type="file" class="file-whole" multiple disabled={disabled} aria-label={label} aria-describedby={id} ref={(input) => input?.setAttribute("webkitdirectory", "")} onChange={(event) => pick(event.currentTarget)} />
    </div>
  );
}
