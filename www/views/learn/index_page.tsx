/** The list of lessons. */
import { OfflineState } from "../../offline/offline_state";
import { hrefOf } from "./address";
import { LESSONS } from "./lessons";
import { stepsDone } from "./memory";
import { Tools } from "./tools";

export function IndexPage() {
  const minutes = LESSONS.reduce((sum, lesson) => sum + lesson.minutes, 0);
  return (
    <>
      <div class="learn-head">
        <h1 tabIndex={-1}>Learn</h1>
        <p class="lead">Three papers’ ideas as experiments in this tab. Each lesson stands alone; together they take about {minutes} minutes. Predict first, then move things and see.</p>
        <Tools />
        <OfflineState />
      </div>
      <ol class="lesson-list" aria-label="Lessons">
        {LESSONS.map((lesson) => {
          const done = stepsDone(lesson);
          return (
            <li key={lesson.slug}>
              <a class="card lesson-card" href={hrefOf({ lesson: lesson.slug, step: lesson.steps[0]?.slug ?? null })}>
                <span class="lesson-number" aria-hidden="true">{lesson.number}</span>
                <span class="lesson-words">
                  <strong>{lesson.title}</strong>
                  <span>{lesson.about}</span>
                  <small>{lesson.minutes} minutes, {lesson.steps.length} steps{done > 0 && `, ${done} answered`}</small>
                </span>
              </a>
            </li>
          );
        })}
      </ol>
    </>
  );
}
