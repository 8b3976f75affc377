/** Stands wherever a score comes with the name of a class. */
export function IntendedUse() {
  return (
    <p class="hint intended">
      <strong>Intended use.</strong> A class is what the weights were taught to call what looks alike, never an accusation: look at the picture before you act, and do not let a score or a class decide about people.
    </p>
  );
}
