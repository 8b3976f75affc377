/** How well pairs of odd classes are told apart, worst first. */
import type { KindNumbers } from "../../session/protocol";
import { Scrolled } from "../scrolled";

/** With a second file of scores, such as that of a head learnt without DCSA, both stand side by side. */
export function Pairs({ kinds, other, otherName }: { readonly kinds: KindNumbers; readonly other: KindNumbers | null; readonly otherName: string }) {
  if (kinds.pairs.length === 0) return null;
  const beside = (first: string, second: string) => other?.pairs.find((pair) => pair.first === first && pair.second === second)?.separation;
  return (
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
  );
}
