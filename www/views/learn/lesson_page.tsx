/** One step of a lesson: predict, act and see, take away, check. */
import { useEffect, useRef } from "preact/hooks";
import { hrefOf } from "./address";
import { stepGlossary } from "./glossary";
import type { Lesson, Step } from "./lesson";
import { answered } from "./memory";
import { CheckCard, PredictCard, TakeawayCard } from "./question_card";
import { Problem, Tools } from "./tools";

export function LessonPage({ lesson, step }: { readonly lesson: Lesson; readonly step: Step }) {
  const at = lesson.steps.indexOf(step);
  const seen = answered(lesson.slug, step.slug, "predict") !== undefined;
  const title = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${step.title}: Oddframe, lesson ${lesson.number}`;
    // From the second step on, whoever works by keyboard or listens begins at the top of it.
    if (!first.current) {
      scrollTo(0, 0);
      title.current?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [lesson, step]);
  const body = useRef<HTMLHeadingElement>(null);
  const before = useRef({ step, seen });
  useEffect(() => {
    // The button that was pressed is gone: go on where there is something to see.
    if (before.current.step === step && !before.current.seen && seen) body.current?.focus({ preventScroll: true });
    before.current = { step, seen };
  }, [step, seen]);
  const common = { lesson: lesson.slug, step: step.slug };
  return (
    <>
      <div class="learn-head">
        <p class="learn-crumbs"><a href={hrefOf({ lesson: null, step: null })}>All lessons</a> <span aria-hidden="true">/</span> Lesson {lesson.number}, {lesson.minutes} minutes</p>
        <h1 tabIndex={-1} ref={title}>{lesson.title}</h1>
        <Tools />
      </div>
      <nav class="learn-steps" aria-label="Steps">
        <ol>
          {lesson.steps.map((other, i) => (
            <li key={other.slug}>
              <a href={hrefOf({ lesson: lesson.slug, step: other.slug })} {...(other === step && { "aria-current": "step" as const })}>
                <span class="step-number">{i + 1}</span><span class="step-title">{other.title}</span>
                {typeof answered(lesson.slug, other.slug, "check") === "number" && <span class="step-done"> ✓<span class="visually-hidden"> answered</span></span>}
              </a>
            </li>
          ))}
        </ol>
      </nav>
      <Problem />
      <div class={seen ? "learn-step" : "learn-step unseen"}>
        <PredictCard {...common} question={step.predict} />
        {seen && (
          <>
            <section class="card learn-body" aria-label={step.title} key={step.slug}>
              <h2 tabIndex={-1} ref={body}>{step.title}</h2>
              <step.Body />
            </section>
            <TakeawayCard {...common} question={step.predict} takeaway={step.takeaway} />
            <CheckCard key={step.slug} {...common} question={step.check} />
          </>
        )}
        <StepLinks lesson={lesson} at={at} />
      </div>
      {stepGlossary(lesson.slug)}
    </>
  );
}

function StepLinks({ lesson, at }: { readonly lesson: Lesson; readonly at: number }) {
  const before = lesson.steps[at - 1];
  const after = lesson.steps[at + 1];
  return (
    <nav class="learn-links" aria-label="Before and after">
      {before !== undefined && <a class="button" href={hrefOf({ lesson: lesson.slug, step: before.slug })}>Back: {before.title}</a>}
      {after !== undefined ? <a class="button strong" href={hrefOf({ lesson: lesson.slug, step: after.slug })}>Next: {after.title}</a> : <a class="button strong" href={hrefOf({ lesson: null, step: null })}>All lessons</a>}
    </nav>
  );
}
