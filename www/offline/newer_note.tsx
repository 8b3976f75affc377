/** A small note where a newer version of the page waits. */
import { newer, reload } from "./offline";

export function NewerNote() {
  const state = newer.value;
  return (
    <div role="status" aria-label="Version" class={state === "none" ? "visually-hidden" : "newer-note"}>
      {state !== "none" && (
        <>
          <p>{state === "ready" ? "A new version is ready." : "A new version is ready. Close this page’s other tabs, then reload."}</p>
          <button type="button" class="button small" onClick={() => void reload()}>Reload</button>
        </>
      )}
    </div>
  );
}
