/** What goes along through all lessons: the seed, the projector, the answers to hand in; and what went wrong. */
import { useEffect, useState } from "preact/hooks";
import { WarningIcon } from "../../icons";
import { amend, hrefOf, place } from "./address";
import { tell } from "./ask";
import { LESSONS } from "./lessons";
import { failure, handIn } from "./memory";

export function Tools() {
  const { projector, assignment } = place.value;
  return (
    <div class="learn-tools" role="group" aria-label="Tools">
      <SeedField />
      <button type="button" class="button small" aria-pressed={projector} onClick={() => amend({ projector: !projector })}>Projector</button>
      <button type="button" class="button small" onClick={() => handIn(LESSONS)}>Save answers</button>
      {!assignment && <AssignmentLink />}
      {assignment && <span class="tag">Assignment: answers are kept, not judged</span>}
    </div>
  );
}

/** For the teacher: this place with this seed, answers kept and not judged, the truth hidden. */
function AssignmentLink() {
  const [copied, setCopied] = useState(false);
  const href = hrefOf({ assignment: true });
  useEffect(() => setCopied(false), [href]);
  const copy = () => navigator.clipboard.writeText(new URL(href, location.href).href).then(() => setCopied(true), tell);
  return <button type="button" class="button small" onClick={() => void copy()}>{copied ? "Link copied" : "Copy as assignment"}</button>;
}

function SeedField() {
  const { seed, assignment } = place.value;
  const [text, setText] = useState(String(seed));
  useEffect(() => setText(String(seed)), [seed]);
  const take = () => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text)) amend({ seed: value });
    else setText(String(seed));
  };
  return (
    <label class="learn-seed">
      <span>Seed</span>
      <input type="text" inputMode="numeric" readOnly={assignment} value={text} onInput={(event) => setText(event.currentTarget.value)} onBlur={take} onKeyDown={(event) => event.key === "Enter" && take()} />
    </label>
  );
}

export function Problem() {
  const now = failure.value;
  if (now === null) return null;
  return (
    <div class="problem" role="alert">
      <WarningIcon />
      <div>
        <p class="problem-what">{now.detail}</p>
        <p>{now.advice}</p>
      </div>
      <div class="problem-ways"><button type="button" class="button quiet" onClick={() => (failure.value = null)}>Close</button></div>
    </div>
  );
}
