/** What training did: values over its steps, on a scale of powers of ten where they fall by much. */
import { Axes, frameOf, pathOf, type Frame, type Span } from "./axes";
import { Figure } from "./figure";

export interface StepLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** The accent means odd. */
  readonly odd?: boolean;
  readonly dashed?: boolean;
}
interface StepLinesProps {
  readonly name: string;
  readonly caption: string;
  readonly steps: readonly number[];
  readonly lines: readonly StepLine[];
  readonly yName: string;
  readonly log?: boolean;
  /** Least that the axis spans; of a log axis it is not used. */
  readonly span?: Span;
  /** Steps of the axis, where there is something to say about them: the end of the warm-up, the step that is looked at. */
  readonly marks?: readonly { readonly step: number; readonly name: string }[];
}

const HEIGHT = 240;
const POWERS = [1, 3, 10, 30, 100, 300, 1000, 3000, 10000, 30000, 100000, 300000, 1000000, 3000000, 10000000];
/** Pixels of the legend's rows. */
const ROW = 18;

export function StepLines(props: StepLinesProps) {
  const { name, caption, steps, lines } = props;
  const tall = HEIGHT + ROW * Math.ceil(lines.length / 2);
  return (
    <Figure
      name={name} caption={caption} height={() => tall} draw={(width) => <Drawing {...props} width={width} />}
      table={
        <table>
          <caption class="visually-hidden">{name}</caption>
          <thead><tr><th scope="col">Step</th>{lines.map((line) => <th key={line.name} scope="col">{line.name}</th>)}</tr></thead>
          <tbody>{steps.map((step, i) => <tr key={step}><th scope="row">{step}</th>{lines.map((line) => <td key={line.name}>{written(line.values[i])}</td>)}</tr>)}</tbody>
        </table>
      }
    />
  );
}

function Drawing({ steps, lines, yName, log = false, span, marks = [], width }: StepLinesProps & { readonly width: number }) {
  const known = lines.flatMap(({ values }) => values.filter((value): value is number => value !== null));
  const { frame, ticks } = log ? powers(width, steps, known) : plain(width, steps, known, span);
  const last = steps.at(-1) ?? 1;
  const xTicks = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * last));
  return (
    <Axes frame={frame} xTicks={xTicks} yTicks={ticks} xName="Step" yName={yName}>
      {marks.map(({ step, name }) => <g key={name}><line class="plot-threshold" x1={frame.x(step)} x2={frame.x(step)} y1={frame.top} y2={frame.top + frame.height} /><text class="plot-tick" x={frame.x(step) + 5} y={frame.top + frame.height - 6}>{name}</text></g>)}
      {lines.map(({ name, values, odd = false, dashed = false }) => {
        const there = steps.flatMap((step, i) => (values[i] === null || values[i] === undefined ? [] : [{ step, value: values[i] }]));
        return <path key={name} class={odd ? "plot-line" : "plot-line plain"} {...(dashed && { "stroke-dasharray": "6 4" })} d={pathOf(there.map(({ step }) => step), there.map(({ value }) => value), frame)} />;
      })}
      {lines.map(({ name, odd = false, dashed = false }, i) => {
        const [x, y] = [frame.left + (i % 2) * (frame.width / 2), HEIGHT + ROW * Math.floor(i / 2) + 8];
        return <g key={name}><path class={odd ? "plot-line" : "plot-line plain"} {...(dashed && { "stroke-dasharray": "6 4" })} d={`M${x} ${y}h22`} /><text x={x + 28} y={y} dy="0.35em">{name}</text></g>;
      })}
    </Axes>
  );
}

const xSpan = (steps: readonly number[]): Span => [steps[0] ?? 0, Math.max(1, steps.at(-1) ?? 1)];

function powers(width: number, steps: readonly number[], values: readonly number[]): { frame: Frame; ticks: readonly number[] } {
  const positive = values.filter((value) => value > 0);
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  const from = POWERS.filter((power) => power <= low).at(-1) ?? low;
  const to = POWERS.find((power) => power >= high) ?? high;
  const frame = frameOf(width, HEIGHT, xSpan(steps), [Math.log10(from), Math.log10(to)]);
  return { frame: { ...frame, y: (value) => frame.y(Math.log10(value)) }, ticks: POWERS.filter((power) => power >= from && power <= to) };
}

function plain(width: number, steps: readonly number[], values: readonly number[], span: Span = [0, 1]): { frame: Frame; ticks: readonly number[] } {
  const [low, high] = [Math.min(span[0], ...values), Math.max(span[1], ...values)];
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => low + share * (high - low));
  return { frame: frameOf(width, HEIGHT, xSpan(steps), [low, high]), ticks };
}

function written(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3);
}
