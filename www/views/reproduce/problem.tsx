/** What went wrong and what to do next; what the visitor should know although nothing failed. */
import { WarningIcon } from "../../icons";
import { reproduce } from "./store";

export function Problem() {
  const failure = reproduce.failure.value;
  const notice = reproduce.notice.value;
  return (
    <>
      {failure !== null && (
        <div class="problem" role="alert" ref={(alert) => alert?.scrollIntoView({ block: "nearest" })}>
          <WarningIcon />
          <div>
            <p class="problem-what">{failure.detail}</p>
            <p>{failure.advice}</p>
          </div>
          <div class="problem-ways"><button type="button" class="button quiet" onClick={() => (reproduce.failure.value = null)}>Close</button></div>
        </div>
      )}
      {notice !== null && <p class="notice" role="note">{notice}</p>}
    </>
  );
}
