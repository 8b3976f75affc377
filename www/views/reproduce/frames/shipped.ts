/** Weights of LBR-SPR learned on UCSD Ped2, where they lay in the tree when the page was built; fetched only when asked for. */
import { MediaFailure } from "../../../media/failure";

const FOUND: Readonly<Record<string, string>> = import.meta.glob<string>("../../../bundled/ped2/weights.safetensors", { query: "?url", import: "default", eager: true });
const [ADDRESS] = Object.values(FOUND);

export const HAS_SHIPPED = ADDRESS !== undefined;

/** In what they differ from the published set-up (docs/ped2-weights.md). */
export const SHIPPED_DIFFERS = "but by a network a quarter as wide as the paper’s, in 30 epochs of 64 cubes a step";

export async function shippedWeights(): Promise<File> {
  const missing = (reason: string) => new MediaFailure("bad-file", `The weights for UCSD Ped2, which come with the page, could not be loaded: ${reason}.`, "Check the connection and try again.");
  if (ADDRESS === undefined) throw missing("this page was built without them");
  const response = await fetch(ADDRESS).catch((cause: unknown) => {
    throw missing(String(cause));
  });
  if (!response.ok) throw missing(`the host answered ${response.status}`);
  return new File([await response.blob()], "lbr_spr_ped2.safetensors");
}
