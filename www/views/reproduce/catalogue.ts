/** What the crate knows: presets, data sets, methods, published numbers. Asked once; the view's lists and switches wait for it. */
import { batch } from "@preact/signals";
import { Cancelled, toFailure } from "../../session/client";
import { examiner } from "../../session/sessions";
import type { Catalogue } from "../../session/protocol";
import { readAddress } from "./address";
import { reproduce } from "./store";

let kept: Promise<Catalogue> | null = null;

export function catalogue(): Promise<Catalogue> {
  kept ??= ask().catch((error: unknown) => {
    kept = null;
    throw error;
  });
  return kept;
}

async function ask(): Promise<Catalogue> {
  const { catalogue: found } = await examiner.call({ kind: "catalogue" });
  batch(() => {
    reproduce.catalogue.value = found;
    reproduce.notice.value = readAddress(location.hash, found);
  });
  return found;
}

/** For the beginning of the view: what goes wrong is shown. */
export function openCatalogue(): void {
  catalogue().catch((error: unknown) => {
    if (!(error instanceof Cancelled)) reproduce.failure.value = toFailure(error);
  });
}
