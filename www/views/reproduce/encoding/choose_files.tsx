/** A field for files that belong to no role of the view: pressed or dropped upon. */
import { useState } from "preact/hooks";
import { droppedFiles } from "../../../files/dropped";
import { FolderIcon, UploadIcon } from "../../../icons";

interface ChooseFilesProps {
  readonly label: string;
  /** Below the label: what it takes, or what was chosen. */
  readonly about: string;
  readonly accept: string;
  readonly filled: boolean;
  readonly disabled: boolean;
  /** Whether several files or a folder make sense. */
  readonly folder: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

export function ChooseFiles({ label, about, accept, filled, disabled, folder, onFiles }: ChooseFilesProps) {
  const [over, setOver] = useState(false);
  const id = `about-${label.replaceAll(" ", "-").toLowerCase()}`;
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation(); // Else the view would guess by the name.
    setOver(false);
    if (event.dataTransfer !== null && !disabled) void droppedFiles(event.dataTransfer).then(onFiles);
  };
  const pick = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = ""; // The same file may be chosen again.
    if (files.length > 0) onFiles(files);
  };
  return (
    <div class={`file-field${over ? " over" : ""}${filled ? " filled" : ""}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <UploadIcon />
      <div class="file-words">
        <span class="file-label" aria-hidden="true">{label}</span>
        <span class="file-about" id={id}>{about}</span>
      </div>
      <input type="file" class="file-whole" multiple={folder} accept={accept} disabled={disabled} aria-label={label} aria-describedby={id} onChange={(event) => pick(event.currentTarget)} />
      {folder && (
        <div class="file-ways">
          <label class="button file quiet square" title={`${label}: choose a folder`}>
            <FolderIcon />
            <span class="visually-hidden">{label}: choose a folder</span>
            <input type="file" multiple disabled={disabled} ref={(input) => input?.setAttribute("webkitdirectory", "")} onChange={(event) => pick(event.currentTarget)} />
          </label>
        </div>
      )}
    </div>
  );
}
