/** What went wrong in this view; a scene is always a way on. */
import { ProblemCard } from "../problem_card";
import { choose } from "./clip";
import { FIRST_CHOICE } from "./clip_choice";
import { watch } from "./store";

export function Problem() {
  return (
    <ProblemCard failure={watch.failure.value} notice={watch.notice.value} onClose={() => (watch.failure.value = null)}>
      {watch.clip.value === null && <button type="button" class="button" onClick={() => void choose(FIRST_CHOICE)}>Try a scene</button>}
    </ProblemCard>
  );
}
