// One comparison in the browser: every engine loads, gives its first result, which is compared with ours; then rounds in
// which every engine that agreed has one run, so that whatever else the machine does meets all of them.
import { judged } from "./compare.mjs";
import { ALLOWED } from "./plan.mjs";

const load = (page, engine, job) => page.evaluate(([engine, job]) => globalThis.driven.load(engine, job), [engine, job]);
const run = (page, engine) => page.evaluate((engine) => globalThis.driven.run(engine), engine);

export async function measure(page, { setting, workload, task, engines, refused }, rounds) {
  const found = [];
  for (const engine of engines) {
    const loaded = await load(page, engine, { workload, task, threads: setting.threads });
    const first = loaded.kind === "loaded" ? await run(page, engine) : loaded;
    if (first.kind !== "ran") {
      console.error(`  ${engine}: ${first.reason}`);
      found.push({ engine, failed: first.reason });
      continue;
    }
    found.push({ engine, words: loaded.engine, load: loaded.milliseconds, first: first.milliseconds, result: first.result, samples: [] });
  }
  const well = agreeing(found, ALLOWED[task.kind]);
  for (let round = 0; round < rounds; round++) {
    for (const entry of well) {
      const ran = await run(page, entry.engine);
      if (ran.kind !== "ran") throw new Error(`${entry.engine} on ${workload}: ${ran.reason}`);
      entry.samples.push(ran.milliseconds);
      entry.last = ran.result;
    }
  }
  const last = judged(well.map(({ engine, last }) => ({ engine, result: last })), ALLOWED[task.kind]);
  const drifted = last.find(({ wrong }) => wrong);
  if (drifted !== undefined) throw new Error(`${drifted.engine} on ${workload}: right at first, ${drifted.off} of the largest value off after ${rounds} runs`);
  await page.evaluate(() => globalThis.driven.end());
  return { setting: setting.name, workload, rows: found.map(row), refused };
}

/** The engines whose first result is ours; the others get their difference as `wrong` and no runs. */
function agreeing(found, allowed) {
  const ran = found.filter(({ failed }) => failed === undefined);
  for (const { engine, off, wrong } of judged(ran, allowed)) {
    const entry = ran.find((entry) => entry.engine === engine);
    if (wrong) {
      entry.wrong = off;
      console.error(`  ${engine}: wrong values, ${off} of the largest off, allowed ${allowed}`);
    } else entry.off = off;
  }
  return ran.filter(({ wrong }) => wrong === undefined);
}

/** Without the results, which have been compared. */
function row({ engine, failed, wrong, off, words, load, first, samples }) {
  if (failed !== undefined) return { engine, failed };
  // JSON has no infinity.
  if (wrong !== undefined) return { engine, words, wrong: Number.isFinite(wrong) ? wrong : "other shapes, or values that are not finite" };
  return { engine, words, off, load, first, samples, median: quantile(samples, 0.5), p95: quantile(samples, 0.95) };
}

function quantile(samples, share) {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  return sorted[below] + (place - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}
