import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { env } from "../tensorflow/core";
import { serveTensorflow } from "./tensorflow";

serveTensorflow("wasm", (threads) => {
  setWasmPaths(new URL("/tensorflow/", location.origin).href);
  if (threads === null) return;
  // One thread is what the build without threads is for; the other one starts its helpers from a copy of its own source,
  // which no bundler leaves in one piece.
  if (threads === 1) env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  else setThreadsCount(threads);
});
