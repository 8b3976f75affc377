/** The first thing in the view: a published number, checked with one press. */
import { checkPublished, publishedWork, stopPublished } from "./published/check";

export function PublishedOffer() {
  const work = publishedWork.value;
  return (
    <section class="card offer-card" aria-label="A published number">
      <button type="button" class="button offer-button" disabled={work !== null} onClick={() => void checkPublished()}>
        Check a published number: PEL4VAD on UCF-Crime, 290 videos
      </button>
      {work === null ? (
        <p class="hint">
          Fetches 580 small files from raw.githubusercontent.com when you say so, checks them by hash and keeps them in this browser. Scores of the released weights by{" "}
          <a href="https://github.com/soniarubiollamas/PEL4VAD" target="_blank" rel="noreferrer">soniarubiollamas/PEL4VAD</a>, frame labels by{" "}
          <a href="https://github.com/yujiangpu20/PEL4VAD" target="_blank" rel="noreferrer">yujiangpu20/PEL4VAD</a>, both MIT. The authors report AUC 86.76 %.
        </p>
      ) : (
        <div class="progress">
          <progress aria-label="Fetching" max={work.total || 1} value={work.done} />
          <div class="progress-foot">
            <p class="hint">{work.done} of {work.total} files, {(work.bytes / 1e6).toFixed(1)} MB</p>
            <button type="button" class="button small" onClick={stopPublished}>Cancel</button>
          </div>
        </div>
      )}
    </section>
  );
}
