/** Files that are dropped beside the fields find theirs by name, or are asked to. */
import { useDropAnywhere } from "../../files/drop_anywhere";
import { takeByName } from "./files";

export function DropZone() {
  const over = useDropAnywhere((files) => void takeByName(files));
  return over ? <p class="drop-hint" aria-hidden="true">Drop on a field, or anywhere if the names say what is what (scores.npz, truth.npz)</p> : null;
}
