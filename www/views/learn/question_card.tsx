/** A prediction before anything is seen, and the question at the end. */
import { place } from "./address";
import { Explained } from "./glossary";
import type { Question } from "./lesson";
import { answered, forget, remember } from "./memory";

interface CardProps {
  readonly lesson: string;
  readonly step: string;
  readonly question: Question;
}

export function PredictCard({ lesson, step, question }: CardProps) {
  const chosen = answered(lesson, step, "predict");
  const open = chosen === undefined;
  return (
    <section class="card learn-predict" aria-label="Predict">
      <h2>Predict</h2>
      {open ? (
        <>
          <Options name="Your prediction" question={question} chosen={null} onChoose={(option) => remember(lesson, step, "predict", option)} />
          <button type="button" class="button small quiet" onClick={() => remember(lesson, step, "predict", null)}>Show without a prediction</button>
        </>
      ) : (
        <>
          <p><Explained lesson={lesson} text={question.ask} /></p>
          <p class="hint">{chosen === null ? "No prediction." : <>You said: <strong>{question.options[chosen]}</strong></>}</p>
          <button type="button" class="button small quiet" onClick={() => forget(lesson, step)}>Predict again</button>
        </>
      )}
    </section>
  );
}

/** What the prediction was worth, once it has been made. */
export function TakeawayCard({ lesson, step, question, takeaway }: CardProps & { readonly takeaway: string }) {
  const chosen = answered(lesson, step, "predict");
  const right = chosen === question.right;
  return (
    <section class="card learn-takeaway" aria-label="Takeaway">
      <h2>Takeaway</h2>
      <p class="lead"><Explained lesson={lesson} text={takeaway} /></p>
      {!place.value.assignment && (
        <p class="hint">
          {typeof chosen === "number" && (right ? "Your prediction was right. " : `Right would have been: ${question.options[question.right] ?? ""}. `)}
          <Explained lesson={lesson} text={question.because} />
        </p>
      )}
    </section>
  );
}

export function CheckCard({ lesson, step, question }: CardProps) {
  const chosen = answered(lesson, step, "check");
  return (
    <section class="card learn-check" aria-label="Check">
      <h2>Check</h2>
      <Options name="Your answer" question={question} chosen={chosen ?? null} onChoose={(option) => remember(lesson, step, "check", option)} />
      <div role="status" aria-label="Answer">{typeof chosen === "number" && <Verdict lesson={lesson} right={chosen === question.right} because={question.because} />}</div>
    </section>
  );
}

function Verdict({ lesson, right, because }: { readonly lesson: string; readonly right: boolean; readonly because: string }) {
  if (place.value.assignment) return <p class="verdict-line">Your answer is kept.</p>;
  return <p class="verdict-line"><strong>{right ? "✓ Right." : "✗ Not so."}</strong> <Explained lesson={lesson} text={because} /></p>;
}

interface OptionsProps {
  readonly name: string;
  readonly question: Question;
  readonly chosen: number | null;
  readonly onChoose: (option: number) => void;
}

/** Buttons, not radios: an arrow key must not answer for whoever is still reading. */
function Options({ name, question: { ask, options }, chosen, onChoose }: OptionsProps) {
  return (
    <fieldset class="learn-options" aria-label={name}>
      <legend>{ask}</legend>
      {options.map((option, i) => <button key={option} type="button" class="learn-option" aria-pressed={chosen === i} onClick={() => onChoose(i)}>{option}</button>)}
    </fieldset>
  );
}
