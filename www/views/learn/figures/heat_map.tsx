/** Values over two axes as cells; frames around what is true, dots on what was picked. */
import type { ComponentChildren } from "preact";
import { place } from "../address";
import { Figure } from "./figure";

interface HeatMapProps {
  readonly name: string;
  readonly caption: string;
  readonly rows: number;
  readonly columns: number;
  readonly value: (row: number, column: number) => number;
  /** Value that is drawn empty, 0 where nothing is said. */
  readonly bottom?: number;
  /** Value that is drawn in full. */
  readonly top: number;
  /** The accent means odd; everything else is drawn in the text's colour. */
  readonly odd?: boolean;
  readonly rowName?: (row: number) => string;
  /** Stretches of columns that are framed, a row each. */
  readonly frames?: readonly { readonly row: number; readonly from: number; readonly to: number }[];
  readonly dotted?: (row: number, column: number) => boolean;
  /** A value written into each cell, where there is room. */
  readonly written?: (value: number) => string;
  /** A row that is looked at. */
  readonly marked?: number;
  readonly onMark?: (row: number) => void;
  readonly square?: boolean;
  readonly table?: ComponentChildren;
}

/** Pixels of the rows' names, and of a written cell at least. */
const NAME_WIDTH = 66;
const NAME_WIDTH_PROJECTED = 88;
const WRITTEN_FROM = 30;

export function HeatMap(props: HeatMapProps) {
  const { name, caption, rows, columns, square = false, rowName, table } = props;
  const left = rowName === undefined ? 0 : place.value.projector ? NAME_WIDTH_PROJECTED : NAME_WIDTH;
  const cell = (width: number) => (width - left) / columns;
  const tall = (width: number) => (square ? Math.min(cell(width), 56) : Math.min(18, Math.max(7, 520 / rows)));
  return <Figure name={name} caption={caption} height={(width) => tall(width) * rows + 1} draw={(width) => <Cells {...props} left={left} wide={square ? Math.min(cell(width), 56) : cell(width)} tall={tall(width)} />} {...(table !== undefined && { table })} />;
}

interface CellsProps extends HeatMapProps {
  readonly left: number;
  readonly wide: number;
  readonly tall: number;
}

function Cells({ rows, columns, value, bottom = 0, top, odd = false, rowName, frames = [], dotted, written, marked, onMark, left, wide, tall }: CellsProps) {
  const cells = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const found = value(row, column);
      const share = Math.min(1, Math.max(0, (found - bottom) / (top - bottom || 1)));
      cells.push(<rect key={`${row}/${column}`} class={odd ? "cell odd" : "cell"} x={left + column * wide} y={row * tall} width={wide} height={tall} fill-opacity={(0.04 + 0.96 * share).toFixed(3)} {...(onMark !== undefined && { onMouseEnter: () => onMark(row) })} />);
      if (written !== undefined && wide >= WRITTEN_FROM) cells.push(<text key={`t${row}/${column}`} class={share > 0.5 ? "cell-text on" : "cell-text"} x={left + (column + 0.5) * wide} y={(row + 0.5) * tall} dy="0.35em" text-anchor="middle">{written(found)}</text>);
      if (dotted?.(row, column) === true) cells.push(<circle key={`d${row}/${column}`} class="cell-dot" cx={left + (column + 0.5) * wide} cy={(row + 0.5) * tall} r={Math.min(wide, tall) * 0.28} />);
    }
  }
  return (
    <g>
      {rowName !== undefined && Array.from({ length: rows }, (_, row) => <text key={row} class="plot-tick" x={left - 8} y={(row + 0.5) * tall} dy="0.35em" text-anchor="end">{rowName(row)}</text>)}
      {cells}
      {frames.map(({ row, from, to }) => <rect key={row} class="cell-frame" x={left + from * wide} y={row * tall + 0.75} width={(to - from) * wide} height={tall - 1.5} />)}
      {marked !== undefined && <rect class="cell-frame" x={left + 1} y={marked * tall + 1} width={columns * wide - 2} height={tall - 2} />}
    </g>
  );
}
