/** One field for files: pressed, or dropped upon; a folder where one makes sense. */
import { useState } from "preact/hooks";
import { CloseIcon, FolderIcon, UploadIcon } from "../../icons";
import { droppedFiles } from "../../files/dropped";
import { clear, take } from "./files";
import type { RoleEntry } from "./roles";
import { reproduce } from "./store";

export function FileField({ entry }: { readonly entry: RoleEntry }) {
  const { role, label, about, accept, folder } = entry;
  const [over, setOver] = useState(false);
  const chosen = reproduce.chosen.value.get(role);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation(); // Else the view would guess by the name.
    setOver(false);
    if (event.dataTransfer !== null) void droppedFiles(event.dataTransfer).then((files) => take(role, files));
  };
  const pick = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = ""; // The same file may be chosen again.
    void take(role, files);
  };
  return (
    <div class={`file-field${over ? " over" : ""}${chosen === undefined ? "" : " filled"}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <UploadIcon />
      <div class="file-words">
        <span class="file-label" aria-hidden="true">{label}</span>
        <span class="file-about" id={`about-${role}`}>{chosen?.name ?? about}</span>
      </div>
      <input type="file" class="file-whole" multiple={folder} accept={accept} aria-label={label} aria-describedby={`about-${role}`} onChange={(event) => pick(event.currentTarget)} />
      <div class="file-ways">
        {chosen === undefined && folder && (
          <label class="button file quiet square" title={`${label}: choose a folder`}>
            <FolderIcon />
            <span class="visually-hidden">{label}: choose a folder</span>
            <input type="file" multiple ref={(input) => input?.setAttribute("webkitdirectory", "")} onChange={(event) => pick(event.currentTarget)} />
          </label>
        )}
        {chosen !== undefined && <button type="button" class="button quiet square" aria-label={`${label}: take away`} title={`${label}: take away`} onClick={() => void clear(role)}><CloseIcon /></button>}
      </div>
    </div>
  );
}
