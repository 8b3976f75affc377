/** The module that the page ships, on the CPU or on WebGPU. */
import type * as Bindings from "../../../pkg/oddframe.js";
import { serve, type Job } from "./protocol";

export function serveOddframe(device: Bindings.DeviceChoice): void {
  serve((job: Job) => async () => {
    // Not bundled: byte for byte what is in pkg/.
    const bindings = (await import(/* @vite-ignore */ new URL("/pkg/oddframe.js", location.origin).href)) as typeof Bindings;
    await bindings.default();
    const engine = await bindings.Engine.open(device);
    const subject = new bindings.BenchSubject(engine, job.workload);
    return { engine: `Oddframe ${bindings.version()} on ${engine.info().name}`, run: () => subject.run() };
  });
}
