/** The columns of the table "Per video": what they show and how they are ordered. */
import type { VideoRow } from "../../session/protocol";
import type { Sorting } from "./store";

export interface Column {
  readonly key: "video" | "class" | "frames" | "positive" | "auroc" | "max" | "mean";
  readonly name: string;
  readonly text: (row: VideoRow) => string;
  /** null goes last, whichever way the column is sorted. */
  readonly value: (row: VideoRow) => string | number | null;
  readonly numeric: boolean;
}

export const COLUMNS: readonly Column[] = [
  { key: "video", name: "Video", text: ({ id }) => id, value: ({ id }) => id, numeric: false },
  { key: "class", name: "Class", text: (row) => row.class || "not said", value: (row) => row.class || null, numeric: false },
  { key: "auroc", name: "AUC", text: ({ auroc }) => (auroc === null ? "one class" : auroc.toFixed(4)), value: ({ auroc }) => auroc, numeric: true },
  { key: "max", name: "Highest", text: ({ maxScore }) => maxScore.toFixed(4), value: ({ maxScore }) => maxScore, numeric: true },
  { key: "mean", name: "Mean", text: ({ meanScore }) => meanScore.toFixed(4), value: ({ meanScore }) => meanScore, numeric: true },
  { key: "positive", name: "Odd frames", text: ({ positive }) => positive.toLocaleString("en"), value: ({ positive }) => positive, numeric: true },
  { key: "frames", name: "Frames", text: ({ frames }) => frames.toLocaleString("en"), value: ({ frames }) => frames, numeric: true },
];

/** Worst first: videos that are ranked badly for themselves, then normal ones by their loudest false alarm. */
export const WORST_FIRST: Sorting = { column: "auroc", descending: false };

export function sortRows(rows: readonly VideoRow[], { column, descending }: Sorting): readonly VideoRow[] {
  const by = COLUMNS.find(({ key }) => key === column);
  if (by === undefined) return rows;
  const way = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [by.value(a), by.value(b)];
    if (x === null || y === null) return x === y ? b.maxScore - a.maxScore : x === null ? 1 : -1;
    const order = typeof x === "number" && typeof y === "number" ? x - y : String(x) < String(y) ? -1 : x === y ? 0 : 1;
    return order === 0 ? (a.id < b.id ? -1 : 1) : way * order;
  });
}
