/** "Check a published number": fetch, put on the fields, evaluate as the authors did. */
import { batch, signal } from "@preact/signals";
import { toFailure } from "../../../session/client";
import type { Catalogue } from "../../../session/protocol";
import { catalogue } from "../catalogue";
import { cancel, evaluate, filesChanged } from "../evaluate";
import { putPair } from "../files";
import { reproduce } from "../store";
import { fetchPublished, forgetPublished, type FetchProgress } from "./fetch";
import type { PublishedRole, Manifest } from "./manifest";

/** How the published number is told apart in the crate's list. */
const METHOD = "PEL4VAD";
const DATA_SET = "ucf-crime";

/** null while nothing is being fetched. */
export const publishedWork = signal<FetchProgress | null>(null);
let stopper: AbortController | null = null;

export async function checkPublished(): Promise<void> {
  if (publishedWork.value !== null) return;
  if (reproduce.work.value.kind === "busy") cancel();
  const mine = (stopper = new AbortController());
  reproduce.failure.value = null;
  publishedWork.value = { done: 0, total: 0, bytes: 0 };
  try {
    const [known, { list, files }] = await Promise.all([catalogue(), fetchPublished((progress) => (publishedWork.value = progress), mine.signal)]);
    publishedWork.value = null;
    const chosen = (role: PublishedRole) => ({ name: `${list.sources[role].repository} (${files[role].length} files)`, files: files[role], credit: list.sources[role].licence });
    batch(() => {
      putPair(chosen("scores"), chosen("truth"));
      filesChanged({ scores: digestsOf(list, 1), truth: digestsOf(list, 2) });
      asTheAuthors(known);
    });
    await evaluate();
    // Hashes that do not fit must not come from the cache a second time.
    if (hasFailed()) await forgetPublished();
  } catch (error) {
    if (!mine.signal.aborted) reproduce.failure.value = toFailure(error);
  } finally {
    publishedWork.value = null;
  }
}

const hasFailed = () => reproduce.failure.value !== null;

export function stopPublished(): void {
  stopper?.abort();
}

/** The published scores were smoothed before they were written: the preset's own smoothing would be a second one. */
function asTheAuthors({ defaults }: Catalogue): void {
  reproduce.dataSet.value = DATA_SET;
  reproduce.method.value = METHOD;
  reproduce.conventions.value = { ...defaults, ap: "trapezoid" };
}

function digestsOf(list: Manifest, column: 1 | 2): Readonly<Record<string, string>> {
  return Object.fromEntries(list.videos.map((row) => [row[0], row[column]]));
}
