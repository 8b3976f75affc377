/** Downloads and compiles the crate's WebAssembly module, once, with progress. */
import { SessionError } from "./client";

export interface Download {
  readonly bytes: number;
  /** null where the host compresses on the way and the length is not that of the module. */
  readonly total: number | null;
}

async function downloadModule(onProgress: (download: Download) => void): Promise<WebAssembly.Module> {
  const url = new URL("../../pkg/oddframe_bg.wasm", import.meta.url);
  const response = await fetch(url).catch((cause: unknown) => {
    throw unloaded(`the network failed (${String(cause)})`);
  });
  if (!response.ok || response.body === null) throw unloaded(`the host answered ${response.status} ${response.statusText}`);

  const length = response.headers.get("content-length");
  const total = length !== null && response.headers.get("content-encoding") === null ? Number(length) : null;
  let bytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        onProgress({ bytes, total });
        controller.enqueue(chunk);
      },
    }),
  );
  try {
    // Our own content type: a static host that does not know .wasm must not break streaming compilation.
    return await WebAssembly.compileStreaming(new Response(counted, { headers: { "content-type": "application/wasm" } }));
  } catch (cause) {
    throw unloaded(cause instanceof Error ? cause.message : String(cause));
  }
}

/** The module, downloaded at the first call and kept; a failed download is tried again by the next call. */
export function keptModule(onProgress: (download: Download) => void): () => Promise<WebAssembly.Module> {
  let kept: Promise<WebAssembly.Module> | null = null;
  return () => {
    kept ??= downloadModule(onProgress).catch((error: unknown) => {
      kept = null;
      throw error;
    });
    return kept;
  };
}

function unloaded(reason: string): SessionError {
  return new SessionError({
    kind: "unsupported",
    detail: `The engine could not be loaded: ${reason}.`,
    advice: "Check the connection and reload the page. Oddframe needs a browser of 2024 or later with WebAssembly SIMD.",
  });
}
