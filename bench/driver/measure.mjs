// One comparison in the browser: every engine loads, gives its first result, which is compared with ours; then rounds in
// which every engine has one run, so that whatever else the machine does meets all of them.
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
  const well = found.filter(({ failed }) => failed === undefined);
  const off = compare(well, ALLOWED[task.kind]);
  for (let round = 0; round < rounds; round++) {
    for (const entry of well) {
      const ran = await run(page, entry.engine);
      if (ran.kind !== "ran") throw new Error(`${entry.engine} on ${workload}: ${ran.reason}`);
      entry.samples.push(ran.milliseconds);
      entry.last = ran.result;
    }
  }
  compare(well.map(({ engine, last }) => ({ engine, result: last })), ALLOWED[task.kind]);
  await page.evaluate(() => globalThis.driven.end());
  return { setting: setting.name, workload, off, rows: found.map(row), refused };
}

/** Without the results, which have been compared. */
function row({ engine, failed, words, load, first, samples }) {
  if (failed !== undefined) return { engine, failed };
  return { engine, words, load, first, samples, median: quantile(samples, 0.5), p95: quantile(samples, 0.95) };
}

/** The largest difference of any engine from the first one; an error where rounding does not explain it. */
function compare(entries, allowed) {
  const [ours, ...others] = entries;
  if (ours === undefined) throw new Error("no engine gave a result");
  const largest = Math.max(...ours.result.map(Math.abs));
  let most = 0;
  for (const { engine, result } of others) {
    const off = result.length === ours.result.length ? Math.max(...result.map((value, at) => Math.abs(value - ours.result[at]) / largest)) : Infinity;
    // Written so that NaN fails.
    if (!(off <= allowed)) throw new Error(`${engine} and ${ours.engine} differ by ${off} of the largest value, allowed ${allowed}`);
    most = Math.max(most, off);
  }
  return most;
}

function quantile(samples, share) {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  return sorted[below] + (place - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}
