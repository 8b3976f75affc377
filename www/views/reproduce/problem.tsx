/** What went wrong in this view. */
import { ProblemCard } from "../problem_card";
import { reproduce } from "./store";

export function Problem() {
  return <ProblemCard failure={reproduce.failure.value} notice={reproduce.notice.value} onClose={() => (reproduce.failure.value = null)} />;
}
