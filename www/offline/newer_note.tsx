/** A small note where a newer version of the page waits. */
import { newer, reload } from "./offline";

const WORDS = {
  ready: "A new version is ready.",
  held: "A new version is ready. Close this page’s other tabs, then reload.",
  coming: "A new version is about to take over.",
} as const;

export function NewerNote() {
  const state = newer.value;
  return (
    <div role="status" aria-label="Version" class={state === "none" ? "visually-hidden" : "newer-note"}>
      {state !== "none" && (
        <>
          <p>{WORDS[state]}</p>
          {state !== "coming" && <button type="button" class="button small" onClick={() => void reload()}>Reload</button>}
        </>
      )}
    </div>
  );
}
