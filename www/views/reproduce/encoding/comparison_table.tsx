/** How close features made here are to a released file: per preset a verdict, per crop of the file the nearest of ours. */
import type { FeatureComparison } from "../../../session/protocol";
import { encoding } from "./store";
import { duration, presetName } from "./words";

export function ComparisonTable() {
  const compared = encoding.compared.value;
  const [best] = compared?.comparisons ?? [];
  if (compared === null || best === undefined) return null;
  return (
    <>
      <p role="status" aria-label="Comparison">
        {verdictSentence(best)} Compared with {compared.file} over {best.snippets} {best.snippets === 1 ? "snippet" : "snippets"} in {duration(compared.seconds)}.
      </p>
      <div class="table-scroll">
        <table class="result-table" aria-label="Comparison with the released file">
          <thead><tr><th scope="col">Crop of the file</th><th scope="col">Like our crop</th><th scope="col">Cosine</th><th scope="col">Lowest</th><th scope="col">Another moment</th><th scope="col">Length</th></tr></thead>
          <tbody>{compared.comparisons.map((comparison) => <Rows key={comparison.preset} comparison={comparison} />)}</tbody>
        </table>
      </div>
      <p class="hint">Same: every cosine above 0.99999 and lengths within 0.1 %. In the style of: mean cosine above 0.95 and above that with another moment of the clip. Length: ours divided by theirs. Limits are ours.</p>
    </>
  );
}

function Rows({ comparison }: { readonly comparison: FeatureComparison }) {
  const { preset, verdict, cosine, crops, order } = comparison;
  return (
    <>
      <tr class="group-row"><th scope="rowgroup" colSpan={6}>{presetName(preset)}: {verdict}, mean cosine {cosine.toFixed(5)}; order of crops {order === null ? "not one to one" : order.join(" ")}</th></tr>
      {crops.map((crop) => (
        <tr key={crop.theirs}>
          <th scope="row">{crop.theirs}</th>
          <td>{crop.ours}</td>
          <td>{crop.cosine.toFixed(5)}</td>
          <td>{crop.lowest.toFixed(5)}</td>
          <td>{crop.control?.toFixed(5) ?? "none"}</td>
          <td>{crop.normRatio.toFixed(4)}</td>
        </tr>
      ))}
    </>
  );
}

function verdictSentence({ verdict, preset }: FeatureComparison): string {
  const name = presetName(preset);
  switch (verdict) {
    case "same":
      return `The same as ours made like ${name}.`;
    case "in the style of":
      return `In the style of ours made like ${name}, not the same.`;
    default:
      return `Different; ours made like ${name} are the nearest.`;
  }
}
