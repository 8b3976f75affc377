/** Stands wherever a score comes with the name of a class. */
export const INTENDED_USE = "A class is what the weights were taught to call what looks alike, never an accusation: look at the picture before you act, and do not let a score or a class decide about people.";

export function IntendedUse() {
  return <p class="hint intended"><strong>Intended use.</strong> {INTENDED_USE}</p>;
}
