import assert from "node:assert/strict";
import { test } from "node:test";

import { coursesOf } from "../../static/js/model/course.js";
import { runOf } from "./fixture.js";

test("a training run has a course of its loss and of each parameter", () => {
  const run = runOf("zero-grad");
  const [loss, w, ...more] = coursesOf(run);
  assert.deepEqual([loss.name, w.name, more.length], ["loss", "w", 0]);
  const [{ values }] = loss.lines;
  assert.equal(values.length, run.layout.frames.length);
  assert.ok(values.every((value, index) => index === 0 || value < values[index - 1]));
  const updates = run.trace.steps.filter(({ kind }) => kind === "update");
  assert.deepEqual(
    w.lines[0].values,
    updates.map(({ after }) => run.trace.snapshots[after].values[0]),
  );
});

test("what does not change, and data, has no course", () => {
  const names = coursesOf(runOf("fan-out")).map(({ name }) => name);
  assert.deepEqual(names.slice(1), []);
  const line = coursesOf(runOf("linear-regression")).find(({ name }) => name === "weight");
  assert.deepEqual(
    line?.lines.map(({ name }) => name),
    ["weight[0, 0]", "weight[0, 1]", "weight[0, 2]"],
  );
});

test("values of other names are no curve of a loss", () => {
  const run = runOf("zero-grad");
  const nodes = run.names.nodes.map((name, node) => `${name} ${node}`);
  const courses = coursesOf({ ...run, names: { ...run.names, nodes } });
  assert.deepEqual(
    courses.map(({ name }) => name),
    ["w"],
  );
});
