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
  { name: "AUC, all frames", digits: 3, full: [0.812, 0.884, 0.771, 0.955, 0.979], without: [0.897, 0.924, 0.961, 0.931, 0.949] },
  { name: "AUC, abnormal videos only", digits: 3, full: [0.789, 0.768, 0.711, 0.919, 0.96], without: [0.844, 0.848, 0.927, 0.876, 0.911] },
  { name: "AUC between cart and cyclist", digits: 3, full: [0.841, 0.269, 0.622, 0.487, 0.833], without: [0.883, 0.276, 0.618, 0.554, 0.767] },
  { name: "AUC between cart and fall", digits: 3, full: [0.934, 0.75, 0.971, 1, 1], without: [0.941, 0, 0.64, 0.993, 1] },
  { name: "AUC between cart and runner", digits: 3, full: [0.832, 0.836, 0.782, 0.837, 0.97], without: [0.987, 0.528, 0.728, 0.578, 0.864] },
  { name: "AUC between cyclist and fall", digits: 3, full: [0.657, 1, 0.546, 1, 0.815], without: [0.491, 0.954, 0.074, 1, 1] },
  { name: "AUC between cyclist and runner", digits: 3, full: [0.422, 0.571, 0.774, 0.838, 1], without: [0.717, 0.59, 0.718, 0.72, 0.881] },
  { name: "AUC between fall and runner", digits: 3, full: [0.637, 1, 0.653, 1, 1], without: [0.984, 0.758, 0.895, 0.847, 0.935] },
];
/** Of a single head: what it names, and what it ranks. */
const OF_ONE = 3;

/** A row per seed, of heads with all parts. */
export function SeedTable() {
  const shown = MEASURED.slice(0, OF_ONE);
  return (
    <>
      <Scrolled label="Seeds 0 to 4, 40 epochs">
        <table>
          <caption>Seeds 0 to 4, 40 epochs</caption>
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
      <Scrolled label="Seeds 0 to 4, 40 epochs">
        <table>
          <caption>Seeds 0 to 4, 40 epochs, lowest to highest</caption>
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
