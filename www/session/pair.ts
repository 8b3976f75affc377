/** The page's two workers and the one module that both are given. */
import { signal } from "@preact/signals";
import { keptModule, type Download } from "./module";
import { Session } from "./session";

/** How much of the module has arrived. */
export const download = signal<Download | null>(null);

const module = keptModule((progress) => (download.value = progress));

/** Learns and scores; cancelled without a thought for anything else. */
export const engine = new Session(module, "auto");
/** Renders scenes and answers small questions; needs no GPU. */
export const studio = new Session(module, "cpu");
