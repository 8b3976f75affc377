/** The region "Kinds": which class is taken for which, precision per class, and the pairs of classes that are hard to tell apart. */
import type { Evaluated } from "../../session/protocol";
import { Scrolled } from "./scrolled";

type KindNumbers = NonNullable<Evaluated["kinds"]>;

export function Kinds({ evaluated: { kinds, otherKinds, comparison } }: { readonly evaluated: Evaluated }) {
  if (kinds === null) return null;
  const names = kinds.classes.map(({ name }) => name);
  return (
    <section class="kinds" aria-label="Kinds">
      <h3>What kind of odd</h3>
      <Matrix caption="Snippets: true class by row, most probable class by column" rows={kinds.snippets} names={names} />
      <Matrix caption="Events: true class by row, odd class with the highest mean probability by column" rows={kinds.events.slice(1).map((row) => row.slice(1))} names={names.slice(1)} />
      <Precision kinds={kinds} />
      <Pairs kinds={kinds} other={otherKinds} otherName={comparison?.name ?? "compared"} />
    </section>
  );
}

function Matrix({ caption, rows, names }: { readonly caption: string; readonly rows: readonly (readonly number[])[]; readonly names: readonly string[] }) {
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

function Precision({ kinds: { classes } }: { readonly kinds: KindNumbers }) {
  const number = (value: number | null) => value?.toFixed(4) ?? "none occurs";
  return (
    <Scrolled label="Precision per class">
      <table>
        <caption>Average precision per class</caption>
        <thead><tr><th scope="col">Class</th><th scope="col">Over snippets</th><th scope="col">Over events, mean over IoU</th></tr></thead>
        <tbody>{classes.map(({ name, apSnippets, apEvents }) => <tr key={name}><th scope="row">{name}</th><td>{number(apSnippets)}</td><td>{number(apEvents)}</td></tr>)}</tbody>
      </table>
    </Scrolled>
  );
}

/** With a second file of scores, such as that of a head learnt without DCSA, both stand side by side. */
function Pairs({ kinds, other, otherName }: { readonly kinds: KindNumbers; readonly other: KindNumbers | null; readonly otherName: string }) {
  if (kinds.pairs.length === 0) return null;
  const beside = (first: string, second: string) => other?.pairs.find((pair) => pair.first === first && pair.second === second)?.separation;
  return (
    <>
      <Scrolled label="Pairs of classes">
        <table>
          <caption>Pairs of odd classes, worst told apart first</caption>
          <thead><tr><th scope="col">Pair</th><th scope="col">Taken for one another</th><th scope="col">AUC between them</th>{other !== null && <th scope="col">AUC, {otherName}</th>}</tr></thead>
          <tbody>
            {kinds.pairs.map(({ first, second, confused, separation }) => (
              <tr key={`${first} ${second}`}>
                <th scope="row">{first} and {second}</th>
                <td>{(100 * confused).toFixed(1)} %</td>
                <td>{separation.toFixed(4)}</td>
                {other !== null && <td>{beside(first, second)?.toFixed(4) ?? ""}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
      <p class="hint">Telling classes apart that look alike is what DSANet’s DCSA is for. To see what it does, train a head without it, score, and put these scores under “Compare with”.</p>
    </>
  );
}
