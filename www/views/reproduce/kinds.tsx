/** The region "Kinds": which class is taken for which, precision per class, and the pairs of classes that are hard to tell apart. */
import { Matrix } from "../../charts/kinds/matrix";
import { Pairs } from "../../charts/kinds/pairs";
import { Scrolled } from "../../charts/scrolled";
import type { Evaluated, KindNumbers } from "../../session/protocol";
import { IntendedUse } from "../watch/intended_use";

export function Kinds({ evaluated: { kinds, otherKinds, comparison } }: { readonly evaluated: Evaluated }) {
  if (kinds === null) return null;
  const names = kinds.classes.map(({ name }) => name);
  return (
    <section class="kinds" aria-label="Kinds">
      <h3>What kind of odd</h3>
      <IntendedUse />
      <Matrix caption="Snippets: true class by row, most probable class by column" rows={kinds.snippets} names={names} />
      <Matrix caption="Events: true class by row, odd class with the highest mean probability by column" rows={kinds.events.slice(1).map((row) => row.slice(1))} names={names.slice(1)} />
      <Precision kinds={kinds} />
      <Pairs kinds={kinds} other={otherKinds} otherName={comparison?.name ?? "compared"} />
      {kinds.pairs.length > 0 && <p class="hint">Telling classes apart that look alike is what DSANet’s DCSA is for. To see what it does, train a head without it, score, and put these scores under “Compare with”.</p>}
    </section>
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
