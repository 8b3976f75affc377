/** The report: a verdict on the values, the table of timings, every run, the place; and ways to take it along. */
import { WarningIcon } from "../../icons";
import type { BenchFact, BenchRow } from "../../session/protocol";
import { CopyReport } from "./copy_report";
import { nameOf } from "./run";
import { bench } from "./store";

export function ReportCard() {
  const run = bench.run.value;
  if (run.kind !== "done") return null;
  const { report, facts, device, software } = run;
  const wrong = report.rows.filter(({ right }) => right === false);
  return (
    <section class="card" aria-label="Report">
      {wrong.length > 0 && <Wrong rows={wrong} device={device} facts={facts} />}
      <div role="status" aria-label="Result">
        <p class="verdict">{report.rows.length} {report.rows.length === 1 ? "workload" : "workloads"} on {device}{wrong.length === 0 && ", all values right"}</p>
        {software && <p class="hint">A GPU in software: that its values are right counts, its times say nothing of GPUs.</p>}
      </div>
      <Timings rows={report.rows} />
      <CopyReport report={report} />
      <details>
        <summary>Every run</summary>
        <Samples rows={report.rows} />
      </details>
      <details>
        <summary>Browser, device and limits</summary>
        <dl class="facts">{facts.map(({ name, value }) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      </details>
      <p class="hint">Each run hands the input over, computes and reads the result back. GMAC/s are 10⁹ multiply-accumulates a second of the median; a training step counts as three passes. On a CPU a network may be above the peak of the product: its convolutions 3×3 need fewer products than are counted. Values are compared with PyTorch’s in double precision.</p>
    </section>
  );
}

function Wrong({ rows, device, facts }: { readonly rows: readonly BenchRow[]; readonly device: string; readonly facts: readonly BenchFact[] }) {
  const browser = facts.find(({ name }) => name === "Browser")?.value ?? "This browser";
  return (
    <div class="problem" role="alert">
      <WarningIcon />
      <div>
        <p class="problem-what">{device} computes wrong values: {rows.map((row) => `${nameOf(row)} is off by ${row.off?.toExponential(1) ?? "an unknown amount"} where ${row.allowed?.toExponential(0) ?? "nothing"} is rounding`).join("; ")}.</p>
        <p>Do not trust scores from this device; choose the CPU. {browser}</p>
      </div>
    </div>
  );
}

/** Three digits are what a clock is good for. */
const ms = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3));

function Timings({ rows }: { readonly rows: readonly BenchRow[] }) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Timings, scrollable">
      <table class="bench-table">
        <caption>Timings</caption>
        <thead>
          <tr>
            <th scope="col">Workload</th>
            <th scope="col">Warm p50, ms</th>
            <th scope="col">p95, ms</th>
            <th scope="col">First, ms</th>
            <th scope="col">Load, ms</th>
            <th scope="col">GMAC/s</th>
            <th scope="col">Of the peak</th>
            <th scope="col">Values</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.workload}>
              <th scope="row">{nameOf(row)}</th>
              <td class="main">{ms(row.median)}</td>
              <td>{ms(row.p95)}</td>
              <td>{ms(row.first)}</td>
              <td>{ms(row.load)}</td>
              <td>{row.gmacs.toPrecision(3)}</td>
              <td>{row.peakShare === null ? "–" : `${Math.round(100 * row.peakShare)} %`}</td>
              <td>{row.right === null ? "not checked" : row.right ? "right" : "wrong"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Samples({ rows }: { readonly rows: readonly BenchRow[] }) {
  return (
    <dl class="facts samples">
      {rows.map((row) => (
        <div key={row.workload}>
          <dt>{nameOf(row)}</dt>
          <dd>{row.samples.map(ms).join(", ")} ms</dd>
        </div>
      ))}
    </dl>
  );
}
