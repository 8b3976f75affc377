/** The Benchmark view: how fast the models run in this browser, on which device, and whether the values are right. */
import "../../style/reproduce.css";
import "../../style/benchmark.css";
import { useEffect } from "preact/hooks";
import { engine } from "../../session/sessions";
import { ProblemCard } from "../problem_card";
import { addressNamesAState, followAddress, readAddress } from "./address";
import { BenchPanel } from "./bench_panel";
import { ReportCard } from "./report_card";
import { bench } from "./store";

export function Benchmark() {
  useEffect(start, []);
  return (
    <main class="view benchmark">
      <div class="intro">
        <h1 tabIndex={-1}>Benchmark</h1>
        <p>How fast the models run in this browser, and whether it computes them rightly. Nothing is sent anywhere.</p>
      </div>
      <div class="benchmark-body">
        <ProblemCard failure={bench.failure.value} notice={bench.notice.value} onClose={() => (bench.failure.value = null)} />
        <BenchPanel />
        <ReportCard />
      </div>
    </main>
  );
}

/** Whether the view has been open before: then it stays as it was left. */
let begun = false;

function start(): () => void {
  const read = () => (bench.notice.value = readAddress(location.hash));
  if (!begun || addressNamesAState()) read();
  begun = true;
  // The badge in the header says what computes; whoever needs it hears why it does not open.
  engine.open().catch(() => undefined);
  const stop = followAddress();
  const follow = () => {
    if (addressNamesAState()) read();
  };
  addEventListener("hashchange", follow);
  return () => {
    removeEventListener("hashchange", follow);
    stop();
  };
}
