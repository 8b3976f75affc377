/** The table "Result card". */
import type { Evaluated } from "../../session/protocol";
import { isPublished, resultGroups } from "./result_rows";
import { reproduce } from "./store";

export function ResultTable({ evaluated }: { readonly evaluated: Evaluated }) {
  const resampling = reproduce.resampling.value;
  const groups = resultGroups(evaluated, resampling.kind === "done" ? resampling.found : null, reproduce.conventions.value?.ap ?? "both");
  const { comparison } = evaluated;
  const published = isPublished(evaluated);
  return (
    <div class="table-scroll">
      <table class="result-table">
        <caption>Result card</caption>
        <thead>
          <tr>
            <th scope="col">Measure</th>
            <th scope="col">Here</th>
            {comparison !== null && <th scope="col">Compared</th>}
            {published && <th scope="col">Published</th>}
          </tr>
        </thead>
        {groups.map(({ title, rows }) => (
          <tbody key={title}>
            <tr class="group-row"><th scope="rowgroup" colSpan={2 + (comparison === null ? 0 : 1) + (published ? 1 : 0)}>{title}</th></tr>
            {rows.map((row) => (
              <tr key={row.name} class={row.headline ? "claim" : ""}>
                <th scope="row">{row.name}{row.note !== "" && <small>{row.note}</small>}</th>
                <td>{row.here}</td>
                {comparison !== null && <td>{row.second}</td>}
                {published && <td class="print">{row.published}{row.verdict !== "" && <small>{row.verdict}</small>}</td>}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
