/**
 * A worker that has been opened: the client, the compiled module it was given, and the device it chose.
 *
 * The page has eight of them, all running `worker.ts`: the *engine* learns and scores clips, the *studio* renders scenes
 * and answers small questions, so that a scene keeps playing while the engine learns, the *examiner* turns scores and
 * truth into numbers, the *timekeeper* times the models, the *network* scores feature files and learns from them, the
 * *encoder* turns clips into features, *frames* learns from data sets, the *tutor* answers lessons. A worker begins to run with the first call to it.
 */
import { signal, type ReadonlySignal } from "@preact/signals";
import { Cancelled, Client, type Answer, type Call, type CallKind, type Watcher } from "./client";
import type { DeviceChoice, DeviceInfo } from "./protocol";

export class Session {
  #spawned: Client | null = null;
  readonly #module: () => Promise<WebAssembly.Module>;
  readonly #device = signal<DeviceInfo | null>(null);
  readonly #stopped = signal(false);
  #opening: Promise<DeviceInfo> | null = null;
  #choice: DeviceChoice;
  /** Counts the workers: whatever was begun for an earlier one ends as cancelled. */
  #generation = 0;

  constructor(module: () => Promise<WebAssembly.Module>, choice: DeviceChoice) {
    this.#module = module;
    this.#choice = choice;
  }

  get #client(): Client {
    this.#spawned ??= new Client(() => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
    return this.#spawned;
  }

  /** What computes; null until the worker has opened. */
  get device(): ReadonlySignal<DeviceInfo | null> {
    return this.#device;
  }

  /** It did not open; the next call tries again. */
  get stopped(): ReadonlySignal<boolean> {
    return this.#stopped;
  }

  /** Opens the worker, or hands back the opening that is under way. */
  open(): Promise<DeviceInfo> {
    if (this.#client.failure !== null) {
      this.#generation += 1;
      this.#client.restart();
      this.#opening = null;
    }
    this.#opening ??= this.#openNow(this.#generation);
    return this.#opening;
  }

  /** A worker keeps the device it was opened with, so another choice takes another worker. */
  use(choice: DeviceChoice): void {
    if (choice === this.#choice) return;
    this.#choice = choice;
    this.#device.value = null;
    if (this.#opening !== null) this.cancel();
  }

  async call<K extends CallKind>(request: Call<K> & { readonly kind: K }, watcher?: Watcher, transfer?: Transferable[]): Promise<Answer<K>> {
    const opening = this.open();
    const generation = this.#generation;
    await opening;
    if (generation !== this.#generation) throw new Cancelled();
    return this.#client.call(request, watcher, transfer);
  }

  /** Stops at once; the next call finds a fresh worker, opened with the module that is kept. */
  cancel(): void {
    this.#generation += 1;
    this.#client.cancel();
    this.#opening = null;
    this.open().catch(() => undefined); // Whoever calls next hears the reason.
  }

  async #openNow(generation: number): Promise<DeviceInfo> {
    this.#stopped.value = false;
    try {
      const module = await this.#module();
      if (generation !== this.#generation) throw new Cancelled();
      const { device } = await this.#client.call({ kind: "open", module, device: this.#choice, cores: navigator.hardwareConcurrency });
      this.#device.value = device;
      return device;
    } catch (error) {
      // Not remembered: the next call tries again. A newer opening is left alone.
      if (generation === this.#generation) {
        this.#opening = null;
        this.#stopped.value = true;
      }
      throw error;
    }
  }
}
