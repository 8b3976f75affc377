/** The list behind a published number: where its files lie, and what their values must be. */
import { SessionError } from "../../../session/client";

/** What the score files and the truth files have in common. */
export interface Source {
  readonly repository: string;
  /** Pinned: the same bytes for every visitor. */
  readonly commit: string;
  readonly folder: string;
  readonly suffix: string;
  readonly licence: string;
  readonly what: string;
}
/** Video, SHA-256 of its scores as little-endian float32, SHA-256 of its truth as bytes. */
export type Row = readonly [video: string, scores: string, truth: string];

export interface Manifest {
  readonly sources: { readonly scores: Source; readonly truth: Source };
  readonly videos: readonly Row[];
}

export type PublishedRole = keyof Manifest["sources"];
export const ROLES: readonly PublishedRole[] = ["scores", "truth"];

export function home({ repository, commit, folder }: Source): string {
  return `https://github.com/${repository}/tree/${commit}/${folder}`;
}

export function fileName(source: Source, video: string): string {
  return `${video}${source.suffix}`;
}

export function address(source: Source, video: string): string {
  return `https://raw.githubusercontent.com/${source.repository}/${source.commit}/${source.folder}/${fileName(source, video)}`;
}

let kept: Promise<Manifest> | null = null;

/** A file of the page, not of its code: it is loaded with the first click. */
export function manifest(): Promise<Manifest> {
  kept ??= load().catch((error: unknown) => {
    kept = null;
    throw error;
  });
  return kept;
}

async function load(): Promise<Manifest> {
  const response = await fetch(new URL("./pel4vad_ucf.json", import.meta.url));
  if (!response.ok) {
    throw new SessionError({ kind: "unknown", detail: `The list of the published files could not be loaded: the host answered ${response.status}.`, advice: "Reload the page, or drop the files on “Scores” and “Ground truth” yourself." });
  }
  return (await response.json()) as Manifest; // Ours, and built with the page.
}
