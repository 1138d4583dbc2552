import assert from "node:assert/strict";
import { test } from "node:test";

import { at, heldAt, lastUpTo, recordHistory } from "../../static/js/model/history.js";
import { runOf } from "./fixture.js";

const run = runOf("linear-regression");
const { trace, history } = run;
const nodeNamed = (name) => run.names.nodes.indexOf(name);
const stepsOf = (kind) => trace.steps.flatMap((step, i) => (step.kind === kind ? [i + 1] : []));
const value = (name, position) => {
  const held = heldAt(history.values.get(at(nodeNamed(name), 0)), position);
  return held === undefined ? undefined : trace.snapshots[held].values;
};
const grad = (name, position) => {
  const tensor = trace.nodes[nodeNamed(name)].outputs[0];
  const held = heldAt(history.grads.get(tensor), position);
  return held === undefined || held === null ? held : trace.snapshots[held].values;
};

const close = (found, expected) => {
  assert.equal(found.length, expected.length);
  found.forEach((each, i) => assert.ok(Math.abs(each - expected[i]) < 1e-5, `${found}`));
};

// The lesson's arithmetic, done by hand.
const [x, y] = [value("X", 0), value("y", 0)[0]];
const [w, [b]] = [value("weight", 0), value("bias", 0)];
const predicted = x.reduce((sum, each, i) => sum + each * w[i], b);
const slope = 2 * (predicted - y);
const rate = 0.01;

test("leaves are known before anything runs, operations only after they ran", () => {
  assert.deepEqual([x, y], [[1, 2, 3], value("y", 0)[0]]);
  assert.equal(value("prediction", 0), undefined);
  const ran = trace.steps.findIndex(
    (s) => s.kind === "forward" && s.node === nodeNamed("prediction"),
  );
  assert.equal(value("prediction", ran), undefined);
  close(value("prediction", ran + 1), [predicted]);
});

test("the gradient that arrives is the derivative worked out by hand", () => {
  const node = nodeNamed("prediction");
  const ran = trace.steps.findIndex((s) => s.kind === "backward" && s.node === node) + 1;
  const held = history.gradients.get(at(node, 0));
  assert.equal(heldAt(held, ran - 1), undefined);
  close(trace.snapshots[heldAt(held, ran)].values, [slope]);
});

test(".grad fills at its accumulate step and zero_grad empties it", () => {
  const [cleared] = stepsOf("zero_grad");
  const filled = trace.steps.findIndex(
    (s) => s.kind === "accumulate" && s.node === nodeNamed("weight"),
  );
  assert.ok(grad("weight", filled) === null || grad("weight", filled) === undefined);
  close(
    grad("weight", filled + 1),
    x.map((each) => slope * each),
  );
  close(
    grad("weight", cleared - 1),
    x.map((each) => slope * each),
  );
  assert.equal(grad("weight", cleared), null);
});

test("an update replaces the parameter at its step and not before", () => {
  const updated = trace.steps.findIndex(
    (s) => s.kind === "update" && s.node === nodeNamed("weight"),
  );
  close(value("weight", updated), w);
  close(
    value("weight", updated + 1),
    w.map((each, i) => each - rate * slope * x[i]),
  );
});

test("X and y never hold a gradient", () => {
  for (let position = 0; position <= trace.steps.length; position += 1) {
    assert.equal(grad("X", position), undefined);
    assert.equal(grad("y", position), undefined);
  }
});

test("gradients add up where nobody empties them", () => {
  const { trace: again, history: held } = runOf("forgetting-zero-grad");
  const filled = again.steps.filter((s) => s.kind === "accumulate" && s.before !== null);
  assert.ok(filled.length > 1);
  for (const step of filled) {
    const [before, incoming, after] = [step.before, step.incoming, step.after].map(
      (index) => again.snapshots[index].values,
    );
    close(
      after,
      before.map((each, i) => each + incoming[i]),
    );
    assert.equal(heldAt(held.grads.get(step.tensor), again.steps.indexOf(step) + 1), step.after);
  }
});

test("what clips a .grad changes it at its own step; a hook before it is full changes what arrives", () => {
  const node = nodeNamed("weight");
  const filled = trace.steps.findIndex((s) => s.kind === "accumulate" && s.node === node);
  const { tensor, after } = trace.steps[filled];
  const hookAt = (index, before) => {
    const hook = { id: "hook-1", kind: "hook", node, output: 0, before, after: 0 };
    return recordHistory({ ...trace, steps: [...trace.steps.slice(0, index), hook] });
  };
  const clipped = hookAt(filled + 1, after).grads.get(tensor);
  assert.deepEqual([heldAt(clipped, filled + 1), heldAt(clipped, filled + 2)], [after, 0]);
  const hooked = hookAt(filled, after);
  assert.equal(heldAt(hooked.gradients.get(at(node, 0)), filled + 1), 0);
  assert.ok((heldAt(hooked.grads.get(tensor), filled + 1) ?? null) === null);
});

test("the last entry up to a limit", () => {
  assert.deepEqual(
    [-1, 0, 1, 2, 9].map((limit) => lastUpTo([0, 2, 2, 5], limit)),
    [-1, 0, 0, 2, 3],
  );
});
