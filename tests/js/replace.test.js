import assert from "node:assert/strict";
import { test } from "node:test";

import { nothing } from "../../static/js/model/empty.js";
import { changesAt, firstChange } from "../../static/js/model/changes.js";
import { makeRun } from "../../static/js/model/run.js";
import { knownPosition, sameNode, samePosition } from "../../static/js/model/same.js";
import { makeReturn, replaced } from "../../static/js/replace.js";
import { scene } from "../../static/js/scene/scene.js";
import { initialState } from "../../static/js/state.js";
import { load, runOf } from "./fixture.js";

const run = runOf("linear-regression");
const last = run.trace.steps.length;

/**
 * The same run of a program with other text.
 * @param {(text: string) => string} change
 */
function changed(change) {
  const { trace, layout } = load("linear-regression");
  for (const file of trace.program.files) file.text = change(file.text);
  return makeRun(trace, layout);
}

test("another number in a line leaves every step where it was", () => {
  const other = changed((text) => text.replaceAll(/\d\.\d+/g, "123.456e-7"));
  for (let position = 0; position <= last; position += 1)
    assert.equal(samePosition(run, other, position), position);
  run.trace.nodes.forEach((_, node) => assert.equal(sameNode(run, other, node), node));
});

test("a step that is there no longer has no twin; the nearest is shown", () => {
  const other = runOf("shape-mismatch");
  assert.equal(knownPosition(run, other, 5), null);
  assert.equal(samePosition(run, other, 5), Math.min(5, other.trace.steps.length));
  assert.equal(samePosition(run, other, last), other.trace.steps.length, "the end is the end");
  assert.equal(samePosition(run, other, 0), 0);
  const blank = nothing("", { direction: "lr", medium: "page" });
  assert.equal(samePosition(makeRun(blank.trace, blank.layout), run, 0), 0, "nothing was there");
});

test("the steps of a loop are counted", () => {
  const loop = runOf("forgetting-zero-grad");
  const other = runOf("forgetting-zero-grad");
  loop.timeline.stops.forEach((stop) => assert.equal(samePosition(loop, other, stop), stop));
});

test("another run takes the place of the first in the same state", () => {
  const state = { ...initialState(run), position: 5, selected: 2, inside: true, stage: 1 };
  const other = changed((text) => text.replaceAll("0.1", "0.2"));
  const { run: now, former, ...rest } = replaced(state, other);
  assert.deepEqual([now, former], [other, run]);
  assert.deepEqual(rest, {
    position: 5,
    progress: 1,
    stage: 1,
    selected: 2,
    pointed: null,
    revealed: new Set(),
    twin: null,
    bounds: [0, last],
  });
  assert.deepEqual(replaced(state, run), {});
});

test("what another program does not have is no longer selected, and no stage of it is told", () => {
  const loss = run.trace.nodes.findIndex(({ op }) => op === "mse_loss");
  const state = { ...initialState(run), position: 5, selected: loss, inside: true, stage: 1 };
  const { selected, stage, bounds } = replaced(state, runOf("shape-mismatch"));
  assert.deepEqual([selected, stage], [null, null]);
  assert.deepEqual(bounds, [0, runOf("shape-mismatch").trace.steps.length]);
});

test("what differs at a step is told with both numbers, and where it begins", () => {
  const { trace, layout } = load("linear-regression");
  const update = trace.steps.findIndex(({ kind }) => kind === "update");
  const { after, tensor } = trace.steps[update];
  trace.snapshots[after].values = trace.snapshots[after].values.map(() => 7);
  const other = makeRun(trace, layout);
  assert.deepEqual(changesAt(other, run, update), []);
  const [change] = changesAt(other, run, update + 1);
  assert.equal(change.name, run.names.tensors[tensor]);
  assert.deepEqual(change.before, run.trace.snapshots[run.trace.steps[update].after]);
  assert.equal(change.after.values[0], 7);
  assert.equal(firstChange(other, run), update + 1);
  assert.equal(firstChange(run, run), null);
  assert.equal(changesAt(runOf("shape-mismatch"), run, 1), null, "no such step was there");
});

test("a program without a tensor has a blank picture for its steps", () => {
  const { trace, layout } = nothing("", { direction: "lr", medium: "page" });
  const steps = [{ id: "print-1", kind: "print", text: "1\n", file: null, line: null }];
  const passes = [{ phase: "forward", first: 0, last: 0, roots: [] }];
  const bare = { ...layout, frames: [], pictures: [] };
  const only = makeRun({ ...trace, steps, passes }, bare);
  assert.deepEqual(scene(only, 1, 1), []);
  assert.deepEqual(only.timeline.stops, [0, 1]);
});

test("once a change is mended that had stopped the program, the reader stands where they stood", () => {
  const failing = runOf("shape-mismatch");
  const error = failing.trace.steps.length;
  const returns = makeReturn();
  const at = (/** @type {typeof run} */ of, /** @type {number} */ position) => ({
    ...initialState(of),
    position,
  });
  assert.deepEqual(returns(at(run, 5), failing), {});
  assert.deepEqual(returns(at(failing, error), failing), {}, "not mended yet");
  assert.deepEqual(returns(at(failing, error), run), { position: 5, stage: null });
  assert.deepEqual(returns(at(failing, 0), run), {}, "they have gone elsewhere meanwhile");
});
