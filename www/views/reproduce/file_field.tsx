/** The field of a role of the view: its files can be taken away again. */
import { DropField } from "../../fields/drop_field";
import { CloseIcon } from "../../icons";
import { clear, take } from "./files";
import type { RoleEntry } from "./roles";
import { reproduce } from "./store";

export function FileField({ entry }: { readonly entry: RoleEntry }) {
  const { role, label, about, accept, folder } = entry;
  const chosen = reproduce.chosen.value.get(role);
  return (
    <DropField
      label={label} about={chosen?.name ?? about} accept={accept} takes={folder ? "files" : "file"} filled={chosen !== undefined}
      onFiles={(files) => void take(role, files.map(({ file }) => file))}
    >
      {chosen === undefined ? undefined : <button type="button" class="button quiet square" aria-label={`${label}: take away`} title={`${label}: take away`} onClick={() => void clear(role)}><CloseIcon /></button>}
    </DropField>
  );
}
