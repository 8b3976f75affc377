/** A field for files: pressed, or dropped upon; folders where they make sense. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { droppedPaths, type Dropped } from "../files/dropped";
import { FolderIcon, UploadIcon } from "../icons";

interface DropFieldProps {
  readonly label: string;
  /** Below the label: what it takes, or what was chosen. */
  readonly about: string;
  /** Endings and types that the browser offers; all where there are none. */
  readonly accept?: string;
  /** A file, several or those of a folder, or a folder alone. */
  readonly takes: "file" | "files" | "folder";
  readonly filled: boolean;
  readonly disabled?: boolean;
  /** With the folders above them, as far as they were given. */
  readonly onFiles: (files: readonly Dropped[]) => void;
  /** A button in the place of that for a folder. */
  readonly children?: ComponentChildren;
}

export function DropField({ label, about, accept, takes, filled, disabled = false, onFiles, children }: DropFieldProps) {
  const [over, setOver] = useState(false);
  const id = `about-${label.replaceAll(" ", "-").toLowerCase()}`;
  const give = (files: readonly Dropped[]) => { if (files.length > 0) onFiles(files); };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation(); // Else the view would guess by the name.
    setOver(false);
    if (event.dataTransfer !== null && !disabled) void droppedPaths(event.dataTransfer).then(give);
  };
  const pick = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
    input.value = ""; // The same file may be chosen again.
    give(files);
  };
  return (
    <div class={`file-field${over ? " over" : ""}${filled ? " filled" : ""}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      {takes === "folder" ? <FolderIcon /> : <UploadIcon />}
      <div class="file-words">
        <span class="file-label" aria-hidden="true">{label}</span>
        <span class="file-about" id={id}>{about}</span>
      </div>
      <input
        type="file" class="file-whole" multiple={takes !== "file"} {...(accept !== undefined && { accept })} disabled={disabled} aria-label={label} aria-describedby={id}
        {...(takes === "folder" && { ref: ofFolders })} onChange={(event) => pick(event.currentTarget)}
      />
      {(children !== undefined || takes === "files") && (
        <div class="file-ways">
          {children ?? (
            <label class="button file quiet square" title={`${label}: choose a folder`}>
              <FolderIcon />
              <span class="visually-hidden">{label}: choose a folder</span>
              <input type="file" multiple disabled={disabled} ref={ofFolders} onChange={(event) => pick(event.currentTarget)} />
            </label>
          )}
        </div>
      )}
    </div>
  );
}

/** Preact knows no such property. */
function ofFolders(input: HTMLInputElement | null): void {
  input?.setAttribute("webkitdirectory", "");
}
