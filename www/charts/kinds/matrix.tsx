/** Counts by true class (rows) and given class (columns), shaded by their share of the row. */
import { Scrolled } from "../scrolled";

export function Matrix({ caption, rows, names }: { readonly caption: string; readonly rows: readonly (readonly number[])[]; readonly names: readonly string[] }) {
  return (
    <Scrolled label={caption}>
      <table class="matrix">
        <caption>{caption}</caption>
        <thead><tr><th scope="col">True</th>{names.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, place) => {
            const all = row.reduce((sum, value) => sum + value, 0);
            return (
              <tr key={names[place]}>
                <th scope="row">{names[place]}</th>
                {row.map((value, column) => <td key={names[column]} class={column === place ? "shaded right" : "shaded"} style={{ "--share": (all === 0 ? 0 : value / all).toFixed(3) }}>{value.toLocaleString("en")}</td>)}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scrolled>
  );
}
