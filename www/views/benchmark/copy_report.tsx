/** Takes the report along: to the clipboard or to a file, as Markdown, JSON or CSV. */
import { useState } from "preact/hooks";
import { save } from "../../files/save";
import type { BenchReport } from "../../session/protocol";

const FORMATS = [
  { key: "markdown", name: "Markdown", extension: "md", type: "text/markdown" },
  { key: "json", name: "JSON", extension: "json", type: "application/json" },
  { key: "csv", name: "CSV", extension: "csv", type: "text/csv" },
] as const;
type Format = (typeof FORMATS)[number];

export function CopyReport({ report }: { readonly report: BenchReport }) {
  const [format, setFormat] = useState<Format>(FORMATS[0]);
  const [said, say] = useState("");
  const text = report[format.key];
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => say(`Copied as ${format.name}.`),
      () => say("The browser did not allow copying; save the report instead."),
    );
  const choose = (key: string) => {
    setFormat(FORMATS.find((each) => each.key === key) ?? format);
    say("");
  };
  return (
    <div class="bench-copy">
      <label class="field">
        <span>Format</span>
        <select value={format.key} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {FORMATS.map(({ key, name }) => <option key={key} value={key}>{name}</option>)}
        </select>
      </label>
      <button type="button" class="button" onClick={() => void copy()}>Copy report</button>
      <button type="button" class="button quiet" onClick={() => save("benchmark", format.extension, new Blob([text], { type: format.type }))}>Save report</button>
      <p class="hint" role="status" aria-label="Copying">{said}</p>
    </div>
  );
}
