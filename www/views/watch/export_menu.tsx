/** The button "Export" and what it opens: CSV, JSON, PNG. */
import { useState } from "preact/hooks";
import { toFailure } from "../../session/client";
import { isFinished } from "./compare";
import { saveCsv, saveJson, savePng } from "./export";
import { watch } from "./store";

export function ExportMenu() {
  const [open, setOpen] = useState(false);
  if (!isFinished(watch.run.value)) return null;
  const save = async (write: () => void | Promise<void>) => {
    setOpen(false);
    try {
      await write();
    } catch (error) {
      watch.failure.value = toFailure(error);
    }
  };
  return (
    <div class="export" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <button type="button" class="button small" aria-expanded={open} aria-controls="export-formats" onClick={() => setOpen(!open)}>Export</button>
      <div class="export-formats" id="export-formats" hidden={!open}>
        <button type="button" class="button small quiet" onClick={() => void save(saveCsv)}>CSV</button>
        <button type="button" class="button small quiet" onClick={() => void save(saveJson)}>JSON</button>
        <button type="button" class="button small quiet" onClick={() => void save(savePng)}>PNG</button>
      </div>
    </div>
  );
}
