/** Downloads and compiles the crate's WebAssembly module, once, with progress. */
import { noteArrival } from "./arrival";
import { SessionError } from "./client";

export interface Download {
  readonly bytes: number;
  /** null where the host compresses on the way and the length is not that of the module. */
  readonly total: number | null;
}

const WASM = "application/wasm";

async function downloadModule(onProgress: (download: Download) => void): Promise<WebAssembly.Module> {
  const url = new URL("../../pkg/oddframe_bg.wasm", import.meta.url);
  const began = performance.now();
  const response = await fetch(url).catch((cause: unknown) => {
    throw unloaded(`the network failed (${String(cause)})`);
  });
  if (!response.ok || response.body === null) throw unloaded(`the host answered ${response.status} ${response.statusText}`);

  const length = response.headers.get("content-length");
  const total = length !== null && response.headers.get("content-encoding") === null ? Number(length) : null;
  // Compiled while it arrives. The response itself goes to the compiler and a copy is counted: of a response that a page has
  // made, no browser keeps the machine code for the next visit. A static host that does not know .wasm gets one made here.
  const copy = response.clone();
  const known = response.headers.get("content-type")?.split(";")[0]?.trim() === WASM;
  const compiled = WebAssembly.compileStreaming(known ? response : new Response(response.body, { headers: { "content-type": WASM } }));
  try {
    const [module, arrived] = await Promise.all([compiled, counted(copy, total, onProgress)]);
    noteArrival("download", began, arrived);
    noteArrival("compile", arrived);
    return module;
  } catch (cause) {
    throw unloaded(cause instanceof Error ? cause.message : String(cause));
  }
}

/** Reads a response to its end, telling how far it is; gives the time of the last byte. */
async function counted({ body }: Response, total: number | null, onProgress: (download: Download) => void): Promise<number> {
  let bytes = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    bytes += part.value.byteLength;
    onProgress({ bytes, total });
  }
  return performance.now();
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
