/** The Learn view: a list of lessons, or a step of one. */
import "../../style/reproduce.css";
import "../../style/learn.css";
import { useEffect, useRef } from "preact/hooks";
import { engine } from "../../session/sessions";
import { followPlace, place } from "./address";
import { IndexPage } from "./index_page";
import { LessonPage } from "./lesson_page";
import { LESSONS } from "./lessons";

export function Learn() {
  useEffect(() => {
    // The badge in the header says what computes.
    engine.open().catch(() => undefined);
    return followPlace();
  }, []);
  const { lesson: slug, step: stepSlug, projector } = place.value;
  const lesson = LESSONS.find((candidate) => candidate.slug === slug);
  const step = lesson?.steps.find((candidate) => candidate.slug === stepSlug) ?? lesson?.steps[0];
  const listed = lesson === undefined;
  const first = useRef(true);
  useEffect(() => {
    if (listed) document.title = "Oddframe: learn";
    // Whoever came by a link begins at the top of what it has opened; who came by the address is there already.
    if (!first.current || document.activeElement !== document.body) {
      scrollTo(0, 0);
      document.querySelector("h1")?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [slug]);
  return (
    <main class={projector ? "view learn projector" : "view learn"} id="learn">
      {lesson === undefined || step === undefined ? <IndexPage /> : <LessonPage key={lesson.slug} lesson={lesson} step={step} />}
    </main>
  );
}
