/** The button "Export" and what it opens. */
import { useState } from "preact/hooks";
import { toFailure } from "../../session/client";
import { saveCard, saveCurve, saveHtml, savePng, saveVideos } from "./export";
import { reproduce } from "./store";

const FORMATS = [
  { name: "JSON", about: "the result card", write: saveCard },
  { name: "CSV", about: "the table of videos", write: saveVideos },
  { name: "Curve CSV", about: "the full curve with its thresholds", write: saveCurve },
  { name: "PNG", about: "a picture of the curves", write: savePng },
  { name: "HTML", about: "the whole report in one file", write: saveHtml },
] as const;

export function ExportMenu() {
  const [open, setOpen] = useState(false);
  const save = async (write: () => void | Promise<void>) => {
    setOpen(false);
    try {
      await write();
    } catch (error) {
      reproduce.failure.value = toFailure(error);
    }
  };
  return (
    <div class="export report-export" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <button type="button" class="button small" aria-expanded={open} aria-controls="report-formats" onClick={() => setOpen(!open)}>Export</button>
      <div class="export-formats" id="report-formats" hidden={!open}>
        {FORMATS.map(({ name, about, write }) => <button key={name} type="button" class="button small quiet" title={about} onClick={() => void save(write)}>{name}</button>)}
      </div>
    </div>
  );
}
