/** A curve whose points are dragged, or moved by the arrow keys; another one can be laid under it. */
import { Axes, frameOf, pathOf, type Frame, type Span } from "./axes";
import { Figure } from "./figure";

interface DragLineProps {
  readonly name: string;
  readonly caption: string;
  readonly values: readonly number[];
  readonly span: Span;
  readonly ticks: readonly number[];
  readonly xName?: string;
  readonly yName: string;
  /** Where each point is pushed, if anywhere: the slope of a loss, its sign turned. */
  readonly pushes?: readonly number[];
  /** undefined for a curve that is only looked at. */
  readonly onChange?: (values: readonly number[]) => void;
  readonly odd?: boolean;
}

const HEIGHT = 210;
/** Of the span, per press of an arrow key. */
const KEY_STEP = 0.01;
/** Longest arrow, pixels. */
const PUSH = 44;

export function DragLine({ name, caption, values, span, ticks, xName = "Snippet", yName, pushes, onChange, odd = false }: DragLineProps) {
  const strongest = Math.max(1e-12, ...(pushes ?? []).map(Math.abs));
  const draw = (width: number) => {
    const frame = frameOf(width, HEIGHT, [-0.4, values.length - 0.6], span);
    const places = values.map((_, t) => t);
    return (
      <Axes frame={frame} xTicks={places} yTicks={ticks} xName={xName} yName={yName}>
        <path class={odd ? "plot-line" : "plot-line plain"} d={pathOf(places, values, frame)} />
        {pushes?.map((push, t) => <Arrow key={t} x={frame.x(t)} y={frame.y(values[t] ?? 0)} by={(-PUSH * push) / strongest} />)}
        {values.map((value, t) => <Handle key={t} frame={frame} place={t} value={value} span={span} odd={odd} name={`${name}, ${xName.toLowerCase()} ${t}`} {...(onChange !== undefined && { onMove: (moved: number) => onChange(values.map((old, i) => (i === t ? moved : old))) })} />)}
      </Axes>
    );
  };
  return (
    <Figure
      name={name}
      caption={caption}
      height={() => HEIGHT}
      draw={draw}
      movable={onChange !== undefined}
      table={
        <table>
          <caption class="visually-hidden">{name}</caption>
          <thead><tr><th scope="col">{xName}</th>{values.map((_, t) => <th key={t} scope="col">{t}</th>)}</tr></thead>
          <tbody><tr><th scope="row">{yName}</th>{values.map((value, t) => <td key={t}>{value.toFixed(3)}</td>)}</tr></tbody>
        </table>
      }
    />
  );
}

function Arrow({ x, y, by }: { readonly x: number; readonly y: number; readonly by: number }) {
  if (Math.abs(by) < 1.5) return null;
  const tip = y + by;
  const back = Math.sign(by) * 6;
  return <path class="plot-push" d={`M${x} ${y}V${tip}M${x - 4} ${tip - back}L${x} ${tip}L${x + 4} ${tip - back}`} />;
}

interface HandleProps {
  readonly frame: Frame;
  readonly place: number;
  readonly value: number;
  readonly span: Span;
  readonly odd: boolean;
  readonly name: string;
  readonly onMove?: (value: number) => void;
}

function Handle({ frame, place, value, span: [least, most], odd, name, onMove }: HandleProps) {
  const shape = odd ? "plot-point" : "plot-point plain";
  const [cx, cy] = [frame.x(place), frame.y(value)];
  if (onMove === undefined) return <circle class={shape} cx={cx} cy={cy} r={5} />;
  const move = (to: number) => onMove(Number(Math.min(most, Math.max(least, to)).toFixed(3)));
  const drag = (event: PointerEvent) => {
    const handle = event.currentTarget as SVGElement;
    const svg = handle.closest("svg");
    if (svg === null || !handle.hasPointerCapture(event.pointerId)) return;
    const y = event.clientY - svg.getBoundingClientRect().top;
    move(most - ((y - frame.top) / frame.height) * (most - least));
  };
  const press = (event: KeyboardEvent) => {
    const step = KEY_STEP * (most - least) * (event.shiftKey ? 10 : 1);
    if (event.key === "ArrowUp" || event.key === "ArrowRight") move(value + step);
    else if (event.key === "ArrowDown" || event.key === "ArrowLeft") move(value - step);
    else return;
    event.preventDefault();
  };
  return (
    <g
      class="handle" role="slider" tabindex={0} aria-label={name} aria-valuemin={least} aria-valuemax={most} aria-valuenow={value} aria-orientation="vertical"
      onPointerDown={(event) => (event.currentTarget as SVGElement).setPointerCapture(event.pointerId)} onPointerMove={drag} onKeyDown={press}
    >
      <circle class="handle-room" cx={cx} cy={cy} r={20} />
      <circle class={shape} cx={cx} cy={cy} r={9} />
    </g>
  );
}
