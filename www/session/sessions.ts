/** The page's workers and the one module that all are given. */
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
/** Scores feature files and learns from them; apart, so that stopping it costs no learnt clip. */
export const network = new Session(module, "auto");
/** Turns scores and truth into numbers; apart, so that stopping it costs no scene and no learnt clip. */
export const examiner = new Session(module, "cpu");
/** Encodes clips and looks into files of weights; apart, so that stopping it costs nothing else. */
export const encoder = new Session(module, "auto");
/** Learns from the frames of data sets for as long as it takes; apart, so that everything else goes on beside it. */
export const frames = new Session(module, "auto");
/** Times the models; apart, so that cancelling it stops nothing else. */
export const timekeeper = new Session(module, "auto");
/** Answers the Learn view; apart, so that a lesson disturbs no report. */
export const tutor = new Session(module, "cpu");
