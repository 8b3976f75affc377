/** Probabilities of the odd classes over the snippets, and the stretches where one is the most probable. */
import type { ClassTrack } from "../../session/protocol";
import { LinePlot, type NamedLine } from "../line_figure";

/** Pixels. */
const HEIGHT = 170;
/** Lines of the most probable classes; more could not be told apart. */
const STYLES: readonly Pick<NamedLine, "colour" | "dash">[] = [{ colour: "--accent" }, { colour: "--text", dash: [6, 4] }, { colour: "--line", dash: [2, 3] }];

/** The normal class first; `at`: a snippet that is looked at. */
export function ClassTracks({ classes, at }: { readonly classes: readonly ClassTrack[]; readonly at?: number }) {
  const [normal, ...odd] = classes;
  if (normal === undefined || odd.length === 0) return null;
  const snippets = Array.from(normal.probabilities, (_, index) => index);
  const shown = [...odd].sort((a, b) => highest(b) - highest(a)).slice(0, STYLES.length);
  const stretches = stretchesOf(classes);
  return (
    <>
      <LinePlot height={HEIGHT} x={snippets} span={[0, 1]} {...(at !== undefined && { at })} lines={shown.map(({ name, probabilities }, index) => ({ name, values: probabilities, ...(STYLES[index] ?? { colour: "--line" as const }) }))} />
      <p class="hint">Probability of the {shown.length} most probable of {odd.length} odd classes, over the snippets. A class is what the weights were taught to call it, never an accusation.</p>
      {stretches.length === 0 ? <p class="hint">Everywhere “{normal.name}” is the most probable.</p> : (
        <ul aria-label="Stretches by class">{stretches.map(({ name, from, to, peak }) => <li key={from}>Snippets {from} to {to}: most like {name} ({peak.toFixed(2)})</li>)}</ul>
      )}
    </>
  );
}

function highest({ probabilities }: ClassTrack): number {
  return probabilities.reduce((most, value) => Math.max(most, value), 0);
}

interface Stretch {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly peak: number;
}

/** Neighbouring snippets whose most probable class is the same odd one. */
function stretchesOf(classes: readonly ClassTrack[]): readonly Stretch[] {
  const found: Stretch[] = [];
  const length = classes[0]?.probabilities.length ?? 0;
  for (let snippet = 0; snippet < length; snippet++) {
    const at = (index: number) => classes[index]?.probabilities[snippet] ?? 0;
    const best = classes.reduce((most, _, index) => (at(index) > at(most) ? index : most), 0);
    if (best === 0) continue;
    const name = classes[best]?.name ?? "";
    const last = found.at(-1);
    if (last?.name === name && last.to === snippet - 1) found[found.length - 1] = { ...last, to: snippet, peak: Math.max(last.peak, at(best)) };
    else found.push({ name, from: snippet, to: snippet, peak: at(best) });
  }
  return found;
}
