/** Ends a run with one plain line, "browser: N passed, N failed", and names the tests that had to be left out. */

import type { FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";

export default class Tally implements Reporter {
  #passed = 0;
  #failed = 0;
  readonly #skipped: string[] = [];

  printsToStdio(): boolean {
    return true;
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === "skipped") this.#skipped.push(`${test.title} (${test.annotations.map(({ description }) => description ?? "").join("; ")})`);
    else if (test.ok()) this.#passed++;
    else this.#failed++;
  }

  onEnd(result: FullResult): void {
    for (const title of this.#skipped) console.log(`skipped: ${title}`);
    // A run that broke off has not passed, whatever its tests said.
    const broken = result.status === "passed" || this.#failed > 0 ? 0 : 1;
    console.log(`browser: ${this.#passed} passed, ${this.#failed + broken} failed`);
  }
}
