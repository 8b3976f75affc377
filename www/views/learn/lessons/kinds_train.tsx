/** Lesson 7 where heads learn: one by itself, and one without DCSA beside it. */
import { Matrix } from "../../../charts/kinds/matrix";
import { Pairs } from "../../../charts/kinds/pairs";
import type { KindNumbers } from "../../../session/protocol";
import { tutor } from "../../../session/sessions";
import { IntendedUse } from "../../watch/intended_use";
import { place } from "../address";
import { FiveSeeds, Readings, Stamp } from "../parts";
import { EPOCHS, learn, learning, learnMissing, learnt, NAME, type Learnt } from "./kinds_heads";
import { SeedSpread, SeedTable } from "./kinds_trace";

export function OneHead() {
  const { seed } = place.value;
  const head = learnt(seed, true);
  return (
    <>
      <About />
      <Learning label="Train the head" wanted={[true]} />
      {head !== undefined && (
        <>
          <Readings label="On 30 test videos" rows={[
            { name: "Events named rightly", value: `${rightly(head.kinds)} of ${count(head.kinds)}`, main: true },
            { name: "Always the commonest class", value: `${commonest(head.kinds)} of ${count(head.kinds)}`, note: "a control" },
            { name: "AUC, all frames", value: head.numbers.evaluated.numbers.auroc.toFixed(3) },
            { name: "AUC, abnormal videos only", value: head.numbers.evaluated.numbers.anomalous?.auroc.toFixed(3) ?? "undefined" },
            { name: "AUC, each video its mean", value: head.numbers.evaluated.numbers.videoMean.toFixed(3), note: "a control" },
          ]} />
          <Matrix caption="Events: true class by row, given class by column" rows={eventsOf(head.kinds)} names={namesOf(head.kinds)} />
          <Stamp seconds={head.seconds} note={NAME} />
        </>
      )}
      <Seeds columns={["named rightly"]} wanted={[true]} />
      <SeedTable />
    </>
  );
}

export function WithoutDcsa() {
  const { seed } = place.value;
  const [full, without] = [learnt(seed, true), learnt(seed, false)];
  return (
    <>
      <About />
      <Learning label="Train with and without DCSA" wanted={[true, false]} />
      {full !== undefined && without !== undefined && <Compared full={full} without={without} />}
      <Seeds columns={["named rightly, with DCSA", "without"]} wanted={[true, false]} />
      <SeedSpread />
    </>
  );
}

function Compared({ full, without }: { readonly full: Learnt; readonly without: Learnt }) {
  return (
    <>
      <div class="learn-pair">
        <Matrix caption="With DCSA. Events: true class by row, given class by column" rows={eventsOf(full.kinds)} names={namesOf(full.kinds)} />
        <Matrix caption="Without DCSA. Events: true class by row, given class by column" rows={eventsOf(without.kinds)} names={namesOf(without.kinds)} />
      </div>
      <Pairs kinds={full.kinds} other={without.kinds} otherName="without DCSA" />
      <p>{sentence(full.kinds, without.kinds)}</p>
      <Stamp seconds={full.seconds + without.seconds} note={`two runs, ${NAME}`} />
    </>
  );
}

/** Events named rightly, a column for each head; what was learned before is not learned again. */
function Seeds({ columns, wanted }: { readonly columns: readonly string[]; readonly wanted: readonly boolean[] }) {
  return (
    <FiveSeeds columns={columns} digits={0} waits={learning.value !== null} run={async (seed) => {
      const heads = await learnMissing(seed, wanted);
      return { values: heads.map(({ kinds }) => rightly(kinds)), seconds: sum(heads.map(({ seconds }) => seconds)) };
    }} />
  );
}

/** Nothing but what these two runs show. */
function sentence(full: KindNumbers, without: KindNumbers): string {
  const differences = full.pairs.map(({ first, second, separation }) => separation - (without.pairs.find((pair) => pair.first === first && pair.second === second)?.separation ?? NaN));
  const better = differences.filter((difference) => difference > 0).length;
  const worse = differences.filter((difference) => difference < 0).length;
  return `In this run ${better} of ${differences.length} pairs are told apart better with DCSA, ${worse} worse, ${differences.length - better - worse} alike; ${rightly(full)} of ${count(full)} events are named rightly with it, ${rightly(without)} without it.`;
}

function About() {
  return (
    <>
      <p class="hint">{NAME}: 60 rendered videos with a class each, {EPOCHS} epochs instead of the configuration’s 40, tried on 30 others with 15 events. It says nothing about real footage.</p>
      <IntendedUse />
    </>
  );
}

function Learning({ label, wanted }: { readonly label: string; readonly wanted: readonly boolean[] }) {
  const { seed } = place.value;
  const now = learning.value;
  if (now === null) {
    const there = wanted.every((dcsa) => learnt(seed, dcsa) !== undefined);
    return <div class="ways"><button type="button" class="button" disabled={there} onClick={() => void learn(seed, wanted)}>{there ? "Trained; another seed trains another head" : label}</button></div>;
  }
  return (
    <div class="progress">
      <progress aria-label="Training" {...(now.total !== null && { max: now.total, value: now.done })} />
      <div class="progress-foot">
        <p class="hint">{now.total === null ? "Reading the videos" : `Step ${now.done} of ${now.total}`}</p>
        <button type="button" class="button small" onClick={() => tutor.cancel()}>Cancel</button>
      </div>
    </div>
  );
}

/** Odd classes alone: an event is never called normal. */
const eventsOf = ({ events }: KindNumbers) => events.slice(1).map((row) => row.slice(1));
const namesOf = ({ classes }: KindNumbers) => classes.slice(1).map(({ name }) => name);
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const rightly = (kinds: KindNumbers) => sum(kinds.events.map((row, at) => row[at] ?? 0));
const count = (kinds: KindNumbers) => sum(kinds.events.map(sum));
const commonest = (kinds: KindNumbers) => Math.max(...kinds.events.map(sum));
