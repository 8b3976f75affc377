/**
 * The feature set that comes with the page: Plaza-weak, 60 rendered videos with one label each and 30 with truth, as
 * the compact encoder sees them, and weights of LA-Net and of a DSANet head (no
 * CLIP) that `oddframe train` learnt from it; the I3D for drawn scenes, and LA-Net's weights over it, which learnt from
 * Plaza-weak places and from squares like those that Watch opens with. Fetched only when asked for.
 */
import { MediaFailure } from "../../../media/failure";

const SOURCES = {
  train: new URL("../../../bundled/plaza_weak/train.npz", import.meta.url),
  list: new URL("../../../bundled/plaza_weak/train.txt", import.meta.url),
  classes: new URL("../../../bundled/plaza_weak/train_classes.txt", import.meta.url),
  test: new URL("../../../bundled/plaza_weak/test.npz", import.meta.url),
  truth: new URL("../../../bundled/plaza_weak/truth.json", import.meta.url),
  weights: new URL("../../../bundled/plaza_weak/lanet.safetensors", import.meta.url),
  dsanet: new URL("../../../bundled/plaza_weak/dsanet.safetensors", import.meta.url),
  i3d: new URL("../../../bundled/plaza_places/encoder.safetensors", import.meta.url),
  places: new URL("../../../bundled/plaza_places/lanet.safetensors", import.meta.url),
} as const;

const NAMES: Readonly<Record<keyof typeof SOURCES, string>> = {
  train: "plaza_weak_train.npz",
  list: "plaza_weak_train.txt",
  classes: "plaza_weak_train_classes.txt",
  test: "plaza_weak_test.npz",
  truth: "plaza_weak_truth.json",
  weights: "plaza_weak_lanet.safetensors",
  dsanet: "plaza_weak_dsanet.safetensors",
  i3d: "plaza_i3d.safetensors",
  places: "plaza_places_lanet.safetensors",
};

export type BundledFile = keyof typeof SOURCES;

export async function bundled<K extends BundledFile>(...wanted: readonly K[]): Promise<Readonly<Record<K, File>>> {
  const files = await Promise.all(wanted.map(async (key) => [key, await fetched(key)] as const));
  return Object.fromEntries(files) as Record<K, File>;
}

async function fetched(key: BundledFile): Promise<File> {
  const response = await fetch(SOURCES[key]).catch((cause: unknown) => {
    throw missing(key, String(cause));
  });
  if (!response.ok) throw missing(key, `the host answered ${response.status}`);
  return new File([await response.blob()], NAMES[key]);
}

function missing(key: BundledFile, reason: string): MediaFailure {
  return new MediaFailure("bad-file", `${NAMES[key]}, which comes with the page, could not be loaded: ${reason}.`, "Check the connection and try again.");
}
