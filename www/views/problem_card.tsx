/** What went wrong and what to do next; what the visitor should know although nothing failed. */
import type { ComponentChildren } from "preact";
import { save } from "../files/save";
import { WarningIcon } from "../icons";
import type { Failure } from "../session/protocol";

interface ProblemCardProps {
  readonly failure: Failure | null;
  readonly notice: string | null;
  readonly onClose: () => void;
  /** Other ways on. */
  readonly children?: ComponentChildren;
}

export function ProblemCard({ failure, notice, onClose, children }: ProblemCardProps) {
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
            {children}
            <Lists text={failure.lists} />
            <button type="button" class="button quiet" onClick={onClose}>Close</button>
          </div>
        </div>
      )}
      {notice !== null && <p class="notice" role="note">{notice}</p>}
    </>
  );
}

function Lists({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null;
  return <button type="button" class="button quiet" onClick={() => save("videos", "txt", new Blob([text], { type: "text/plain" }))}>Save the lists</button>;
}
