import assert from "node:assert/strict";
import { test } from "node:test";
import { difference, judged } from "./compare.mjs";
import { tables } from "./tables.mjs";

const entry = (engine, ...result) => ({ engine, result });

test("a difference is relative to the largest value", () => {
  assert.equal(difference([1, -4], [1, -3]), 0.25);
  assert.equal(difference([1, 2], [1]), Infinity);
  assert.equal(difference([1, 2], [1, NaN]), Infinity);
});

test("a peer that computes wrong values is told apart, the others stay", () => {
  const found = judged([entry("a", 1, 2), entry("b", 1, 2.2), entry("c", 1, 2.0001)], 2e-4);
  assert.deepEqual(found.map(({ engine, wrong }) => [engine, wrong]), [["b", true], ["c", false]]);
});

test("where all peers agree and none with us, ours is wrong", () => {
  assert.throws(() => judged([entry("a", 1, 2), entry("b", 1, 3), entry("c", 1, 3)], 2e-4), /a differs from b and c, which agree/);
  // One peer alone, or two that agree on nothing, prove nothing.
  assert.equal(judged([entry("a", 1, 2), entry("b", 1, 3)], 2e-4)[0].wrong, true);
  assert.equal(judged([entry("a", 1, 2), entry("b", 1, 3), entry("c", 1, 4)], 2e-4).length, 2);
});

test("a value of ours that is not finite ends the run", () => {
  assert.throws(() => judged([entry("a", NaN), entry("b", 1)], 1), /a gave a value that is not finite/);
});

test("the table names a peer's wrong values and gives it no ratio", () => {
  const timed = { load: 1, first: 2, median: 3, p95: 4 };
  const rows = [{ engine: "oddframe-gpu", ...timed }, { engine: "onnxruntime-webgpu", wrong: 0.0912 }, { engine: "tensorflow-webgpu", ...timed, off: 1e-6 }];
  const text = tables([{ title: "M", off: 1e-6, rows, refused: [], task: { kind: "recon-cae" } }]);
  assert.match(text, /onnxruntime-web \| {2}\| {2}\| – \| {2}\| {2}\| computes wrong values on this adapter: 9\.1 % off/);
  assert.match(text, /TensorFlow\.js .* 1\.00 \| within 1e-6/);
});
