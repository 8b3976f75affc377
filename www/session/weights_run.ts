/** The worker's part of the weights manager: looking into a file, and copying or fetching it into the browser's storage. */
import { FileDigest, inspect_weights } from "../../pkg/oddframe.js";
import { MediaFailure, wordsOf } from "../media/failure";
import { beginKeeping, listKept, roomLeft, type Keeping, type KeptWeights } from "../weights/kept";
import { PUBLIC_WEIGHTS, publisherOf, type PublicWeights } from "../weights/public";
import type { WeightsOrigin } from "./encode_protocol";
import { type Bytes, digestOf, newsOf, pieces, type Report } from "./file_digest";

/** The storage must have this much more room than the file: it keeps books of its own (ours). */
const MARGIN = 1.1;

/** What the file is and its SHA-256; the names and shapes first, because they fail at once. */
export async function inspect(file: File, report: Report) {
  const facts = inspect_weights(file.name, file);
  const sha256 = await digestOf(file, report);
  const publisher = await publisherOf(file, sha256);
  return { facts, sha256, verified: publisher?.credit ?? null };
}

/** Copies or fetches; what fails on its way leaves nothing. `file` is given where the browser keeps nothing. */
export async function keep(origin: WeightsOrigin, report: Report): Promise<{ kept: KeptWeights; file: File | null }> {
  const incoming = origin.kind === "file" ? ofFile(origin.file) : await fetched(origin.id);
  await checkRoom(incoming);
  const keeping = await beginKeeping();
  try {
    const { file, sha256 } = await received(incoming, keeping, report);
    const named = new File([file], incoming.name);
    const facts = inspect_weights(incoming.name, named);
    const publisher = await publisherOf(named, sha256);
    checkIdentity(incoming, publisher, sha256);
    const kept: KeptWeights = {
      id: keeping?.id ?? crypto.randomUUID(), name: incoming.name, bytes: file.size, sha256, facts,
      url: incoming.entry?.url ?? null, verified: publisher?.credit ?? null, licence: (incoming.entry ?? publisher)?.licence ?? null,
      added: new Date().toISOString(),
    };
    if (keeping === null) return { kept, file: named };
    const same = (await listKept()).find((other) => other.sha256 === sha256);
    if (same === undefined) await keeping.finish(kept);
    else await keeping.discard();
    return { kept: same ?? kept, file: null };
  } catch (error) {
    await keeping?.discard();
    throw quotaWords(error, incoming);
  }
}

interface Incoming {
  readonly name: string;
  readonly stream: ReadableStream<Bytes>;
  /** null where the host does not say. */
  readonly bytes: number | null;
  readonly entry: PublicWeights | null;
}

function ofFile(file: File): Incoming {
  inspect_weights(file.name, file); // A wrong file is refused before it is copied.
  return { name: file.name, stream: file.stream(), bytes: file.size, entry: null };
}

async function fetched(id: string): Promise<Incoming> {
  const entry = PUBLIC_WEIGHTS.find((candidate) => candidate.id === id);
  if (entry?.url == null) throw new MediaFailure("unknown", `No address is known of the weights “${id}”.`, "Download them from their authors’ page, then choose the file.");
  const response = await fetch(entry.url, { credentials: "omit", referrerPolicy: "no-referrer" }).catch((cause: unknown) => {
    throw unfetched(entry, `${wordsOf(cause)}; the host may not let pages read it`);
  });
  if (!response.ok || response.body === null) throw unfetched(entry, `the host answered ${response.status}`);
  const length = response.headers.get("content-length");
  const bytes = length !== null && response.headers.get("content-encoding") === null ? Number(length) : null;
  return { name: entry.file, stream: response.body, bytes, entry };
}

function unfetched({ file, url }: PublicWeights, reason: string): MediaFailure {
  const host = url === null ? "its host" : new URL(url).host;
  return new MediaFailure("bad-file", `“${file}” could not be fetched from ${host}: ${reason}.`, "Download it by the link in the list, then choose the file here.");
}

async function received(incoming: Incoming, keeping: Keeping | null, report: Report): Promise<{ file: Blob; sha256: string }> {
  const digest = new FileDigest();
  const parts: Bytes[] = [];
  const news = newsOf(incoming.bytes, report);
  let bytes = 0;
  for await (const piece of pieces(incoming.stream)) {
    digest.push(piece);
    if (keeping === null) parts.push(piece.slice());
    else await keeping.write(piece);
    bytes += piece.length;
    await news(piece.length);
  }
  if (incoming.bytes !== null && bytes !== incoming.bytes) {
    throw new MediaFailure("bad-file", `“${incoming.name}” ended after ${bytes.toLocaleString("en")} of ${incoming.bytes.toLocaleString("en")} bytes.`, "Check the connection and try again.");
  }
  return { file: keeping === null ? new Blob(parts) : await keeping.close(), sha256: digest.finish() };
}

/** What is fetched as a known file must be that file. */
function checkIdentity({ entry, name }: Incoming, publisher: PublicWeights | null, sha256: string): void {
  if (entry === null || (entry.sha256 === null && entry.gitBlob === null) || publisher?.id === entry.id) return;
  const expected = entry.sha256 === null ? `the git blob ${String(entry.gitBlob)}` : `SHA-256 ${entry.sha256}`;
  throw new MediaFailure("bad-file", `“${name}” is not the file that ${entry.credit} publishes: expected ${expected}, found a file with SHA-256 ${sha256}; nothing was kept.`, "Try again. If it happens again, the source has changed: choose a file that you trust.");
}

async function checkRoom({ name, bytes }: Incoming): Promise<void> {
  const left = await roomLeft();
  if (bytes === null || left === null || bytes * MARGIN <= left) return;
  throw full(name, `it has ${megabytes(bytes)} MB, and the browser grants ${megabytes(left)} MB more`);
}

/** The browser's own words about a full storage say neither how much nor what to do. */
function quotaWords(error: unknown, { name, bytes }: Incoming): unknown {
  if (!(error instanceof DOMException && error.name === "QuotaExceededError")) return error;
  return full(name, bytes === null ? "the browser has no room for it" : `it has ${megabytes(bytes)} MB, and the browser has no room for all of them`);
}

function full(name: string, why: string): MediaFailure {
  return new MediaFailure("unsupported", `“${name}” cannot be kept: ${why}.`, "Delete kept weights that you no longer need or free space on the disk; a file from your disk can be used without being kept.");
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
