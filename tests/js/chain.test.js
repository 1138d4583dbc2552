import assert from "node:assert/strict";
import { test } from "node:test";

import { diagonal, isShare, lossName, productsOf } from "../../static/js/model/chain.js";
import { makeRun } from "../../static/js/model/run.js";
import { load, runOf } from "./fixture.js";

const backward = (run) => run.trace.steps.filter((step) => step.kind === "backward");

for (const name of ["linear-regression", "fan-out"]) {
  test(`in ${name}, what arrived times the local derivative is what left`, () => {
    const run = runOf(name);
    const products = backward(run).flatMap((step) => productsOf(run, step));
    assert.ok(products.length >= 3);
    for (const { error } of products) assert.ok(error !== null && error < 1e-6, `${error}`);
  });
}

test("a gradient that is not the product is found out", () => {
  const { trace, layout } = load("linear-regression");
  const step = trace.steps.find((each) => each.kind === "backward");
  const { snapshot } = step.left.find((each) => each.snapshot !== null);
  trace.snapshots[snapshot].values[0] *= 1.5;
  const run = makeRun(trace, layout);
  assert.ok(productsOf(run, step)[0].error > 0.3);
});

test("the loss has the name that the program gives it", () => {
  const run = runOf("linear-regression");
  const position = run.trace.steps.findIndex((step) => step.kind === "backward") + 1;
  assert.equal(lossName(run, position), "loss");
});

test("a value used twice receives shares", () => {
  const run = runOf("fan-out");
  const shared = run.trace.steps.flatMap((step, index) =>
    step.kind === "backward"
      ? productsOf(run, step).filter(({ to }) => isShare(run, index + 1, to))
      : [],
  );
  assert.ok(shared.length >= 2);
  const plain = runOf("linear-regression");
  assert.equal(isShare(plain, 4, plain.names.nodes.indexOf("prediction")), false);
});

test("a diagonal is seen, and what is none is not", () => {
  assert.deepEqual(diagonal({ rows: 2, columns: 2, values: [3, 0, 0, 4] }), [3, 4]);
  assert.equal(diagonal({ rows: 2, columns: 2, values: [3, 1, 0, 4] }), null);
  assert.equal(diagonal({ rows: 1, columns: 2, values: [3, 1] }), null);
});
