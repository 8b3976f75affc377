/** What went wrong and what to do next; what the visitor should know although nothing failed. */
import { WarningIcon } from "../../icons";
import { choose } from "./clip";
import { FIRST_CHOICE } from "./clip_choice";
import { watch } from "./store";

export function Problem() {
  const failure = watch.failure.value;
  const notice = watch.notice.value;
  return (
    <>
      {failure !== null && (
        <div class="problem" role="alert" ref={(alert) => alert?.scrollIntoView({ block: "nearest" })}>
          <WarningIcon />
          <div>
            <p class="problem-what">{failure.detail}</p>
            <p>{failure.advice}</p>
          </div>
          <div class="problem-ways">
            {watch.clip.value === null && <button type="button" class="button" onClick={() => void choose(FIRST_CHOICE)}>Try a scene</button>}
            <button type="button" class="button quiet" onClick={() => (watch.failure.value = null)}>Close</button>
          </div>
        </div>
      )}
      {notice !== null && <p class="notice" role="note">{notice}</p>}
    </>
  );
}
