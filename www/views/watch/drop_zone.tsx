/** Files and folders can be dropped anywhere on the page. */
import { useDropAnywhere } from "../../files/drop_anywhere";
import { takeFiles } from "./clip";
import { watch } from "./store";

export function DropZone() {
  const over = useDropAnywhere((files) => void takeFiles(files), () => watch.run.value.kind !== "running");
  return over ? <div class="drop-zone" aria-hidden="true"><p>Drop a video, pictures, a folder or a zip</p></div> : null;
}
