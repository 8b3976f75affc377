/** Whether a card that was dropped says what these files give. */
import { reproduce } from "./store";

export function Verified() {
  const verification = reproduce.verification.value;
  if (verification === null) return null;
  const name = reproduce.chosen.value.get("card")?.name ?? "The card";
  const { differing } = verification;
  if (differing.length === 0) return <p class="verified" role="note"><strong>Verified.</strong> Computed again from these files under its own conventions, {name} says the same in every field.</p>;
  return (
    <div class="differing">
      <p><strong>Not verified.</strong> {name} differs from what these files give in {differing.length} {differing.length === 1 ? "field" : "fields"}:</p>
      <div class="table-scroll" tabIndex={0} role="group" aria-label="Differing fields">
        <table>
          <caption class="visually-hidden">Differing fields</caption>
          <thead><tr><th scope="col">Field</th><th scope="col">On the card</th><th scope="col">Here</th></tr></thead>
          <tbody>{differing.map(({ field, card, here }) => <tr key={field}><th scope="row">{field}</th><td>{card}</td><td>{here}</td></tr>)}</tbody>
        </table>
      </div>
    </div>
  );
}
