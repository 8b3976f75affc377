// Results as Markdown: a table of times per setting, a table of ratios.
import { refusal } from "./plan.mjs";

const NAMES = {
  "oddframe-cpu": "Oddframe",
  "oddframe-gpu": "Oddframe",
  "onnxruntime-wasm": "onnxruntime-web",
  "onnxruntime-webgpu": "onnxruntime-web",
  "tensorflow-wasm": "TensorFlow.js",
  "tensorflow-webgpu": "TensorFlow.js",
  pytorch: "PyTorch (native)",
};
const ms = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
const line = (cells) => `| ${cells.join(" | ")} |`;

/** The tables of one setting. */
export function tables(comparisons) {
  const rows = [line(["model", "engine", "load", "first", "warm median", "p95", "ours ÷ theirs", "values"]), line(["---", "---", "---:", "---:", "---:", "---:", "---:", "---:"])];
  for (const { title, rows: entries, refused, task } of comparisons) {
    const [ours] = entries;
    entries.forEach((entry, at) => {
      const name = NAMES[entry.engine];
      if (entry.failed !== undefined) return rows.push(line([at === 0 ? title : "", name, "", "", "failed", "", "", entry.failed.slice(0, 60)]));
      if (entry.wrong !== undefined) return rows.push(line([at === 0 ? title : "", name, "", "", "–", "", "", wrongValues(entry.wrong)]));
      const ratio = at === 0 || ours.median === undefined ? "" : (ours.median / entry.median).toFixed(2);
      const same = at === 0 ? "" : entry.engine === "pytorch" ? "not compared" : `within ${entry.off.toExponential(0)}`;
      rows.push(line([at === 0 ? title : "", name, ms(entry.load), ms(entry.first), `**${ms(entry.median)}**`, ms(entry.p95), ratio, same]));
    });
    for (const engine of refused) rows.push(line(["", NAMES[engine], "", "", "–", "", "", refusal(engine, task)]));
  }
  return rows.join("\n");
}

/** A peer's mistake, which a driver or an adapter in software may be to blame for. */
function wrongValues(wrong) {
  return `computes wrong values on this adapter: ${typeof wrong === "number" ? `${(100 * wrong).toPrecision(2)} % off` : wrong}`;
}

/** Our judged ratios in words: those over their limit first. */
export function verdicts(comparisons) {
  const limits = { lanet: 1.0, "recon-cae": 1.2, i3d: 1.2, "fastest-det": 1.2 };
  return comparisons.flatMap(({ title, rows, task, setting }) => {
    const limit = limits[task.kind];
    const [ours, theirs] = [rows[0], rows.find(({ engine }) => engine === "onnxruntime-wasm")];
    if (limit === undefined || theirs?.median === undefined || ours.median === undefined) return [];
    const ratio = ours.median / theirs.median;
    return [`* ${title}, ${setting}: ${ratio.toFixed(2)} of onnxruntime-web's time, wanted at most ${limit.toFixed(1)}: ${ratio <= limit ? "kept" : "**missed**"}`];
  }).join("\n");
}
