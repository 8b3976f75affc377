/** What five seeds gave with DCSA and without it: computed earlier, with the command that computes it again. */
import { Scrolled } from "../../../charts/scrolled";

/** Seeds 0 to 4, in this order. */
interface Measured {
  readonly name: string;
  readonly digits: number;
  readonly full: readonly number[];
  readonly without: readonly number[];
}

/** Last epochs of `configs/plaza-weak-classes.toml` on the 30 test videos. */
const MEASURED: readonly Measured[] = [
  { name: "Events named rightly, of 15", digits: 0, full: [7, 5, 10, 7, 11], without: [9, 3, 7, 7, 6] },
  { name: "AUC, all frames", digits: 3, full: [0.8123, 0.8835, 0.7710, 0.9553, 0.9790], without: [0.8974, 0.9240, 0.9610, 0.9315, 0.9485] },
  { name: "AUC, abnormal videos only", digits: 3, full: [0.7886, 0.7682, 0.7105, 0.9194, 0.9600], without: [0.8441, 0.8481, 0.9273, 0.8762, 0.9105] },
  { name: "AUC between cart and cyclist", digits: 3, full: [0.8410, 0.2691, 0.6220, 0.4869, 0.8333], without: [0.8834, 0.2756, 0.6176, 0.5545, 0.7669] },
  { name: "AUC between cart and fall", digits: 3, full: [0.9338, 0.7500, 0.9706, 1.0000, 1.0000], without: [0.9412, 0.0000, 0.6397, 0.9926, 1.0000] },
  { name: "AUC between cart and runner", digits: 3, full: [0.8321, 0.8359, 0.7818, 0.8368, 0.9696], without: [0.9867, 0.5285, 0.7277, 0.5778, 0.8643] },
  { name: "AUC between cyclist and fall", digits: 3, full: [0.6574, 1.0000, 0.5463, 1.0000, 0.8148], without: [0.4907, 0.9537, 0.0741, 1.0000, 1.0000] },
  { name: "AUC between cyclist and runner", digits: 3, full: [0.4217, 0.5711, 0.7742, 0.8375, 1.0000], without: [0.7168, 0.5902, 0.7180, 0.7204, 0.8805] },
  { name: "AUC between fall and runner", digits: 3, full: [0.6371, 1.0000, 0.6532, 1.0000, 1.0000], without: [0.9839, 0.7581, 0.8952, 0.8468, 0.9355] },
];
/** Of a single head: what it names, and what it ranks. */
const OF_ONE = 3;

/** A row per seed, of heads with all parts. */
export function SeedTable() {
  const shown = MEASURED.slice(0, OF_ONE);
  return (
    <>
      <Scrolled label="Five seeds">
        <table>
          <caption>Five seeds</caption>
          <thead><tr><th scope="col">Seed</th>{shown.map(({ name }) => <th key={name} scope="col">{name}</th>)}</tr></thead>
          <tbody>{shown[0]?.full.map((_, seed) => <tr key={seed}><th scope="row">{seed}</th>{shown.map(({ name, digits, full }) => <td key={name}>{full[seed]?.toFixed(digits)}</td>)}</tr>)}</tbody>
        </table>
      </Scrolled>
      <Source />
    </>
  );
}

/** A row per measure, with DCSA and without: from the lowest seed to the highest. */
export function SeedSpread() {
  return (
    <>
      <Scrolled label="Five seeds">
        <table>
          <caption>Five seeds, lowest to highest</caption>
          <thead><tr><th scope="col">Measure</th><th scope="col">With DCSA</th><th scope="col">Without DCSA</th></tr></thead>
          <tbody>{MEASURED.map(({ name, digits, full, without }) => <tr key={name}><th scope="row">{name}</th><td>{spread(full, digits)}</td><td>{spread(without, digits)}</td></tr>)}</tbody>
        </table>
      </Scrolled>
      <Source />
    </>
  );
}

function Source() {
  return <p class="stamp">Computed earlier · 40 epochs of Plaza-weak, 15 events in 30 test videos, seeds 0 to 4 · again: <code>python3 scripts/dsanet_study.py --work DIR --only "all" "all but DCSA"</code></p>;
}

function spread(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)} – ${Math.max(...values).toFixed(digits)}`;
}
