import assert from "node:assert/strict";
import { test } from "node:test";

import * as timeline from "../../static/js/model/timeline.js";
import { runOf } from "./fixture.js";

const run = runOf("linear-regression");
const many = runOf("forgetting-zero-grad");

test("every step is a stop, and the beginning", () => {
  assert.deepEqual(run.timeline.stops, [...Array(run.trace.steps.length + 1).keys()]);
});

test("steps of folded nodes are passed over", () => {
  const folded = { ...run.layout, folded: [run.trace.steps[0].node] };
  const { stops } = timeline.makeTimeline(run.trace, folded);
  assert.equal(stops.includes(1), false);
  assert.equal(stops.length, run.trace.steps.length);
});

test("phases are moved between at their ends, both ways", () => {
  const ends = run.trace.passes.map(({ last }) => last + 1);
  let position = 0;
  const seen = [];
  for (let i = 0; i < ends.length; i += 1) {
    position = timeline.movedByPhase(run.timeline, position, 1);
    seen.push(position);
  }
  assert.deepEqual(seen, ends);
  assert.equal(timeline.movedByPhase(run.timeline, ends[1], -1), ends[0]);
  assert.equal(timeline.movedByPhase(run.timeline, ends[0], -1), 0);
  assert.equal(timeline.movedByPhase(run.timeline, ends.at(-1), 1), run.trace.steps.length);
});

test("a position belongs to the frame of the step done last", () => {
  many.layout.frames.forEach(({ first_step: first, last_step: last }, frame) => {
    assert.equal(timeline.frameAt(many.timeline, first + 1), frame);
    assert.equal(timeline.frameAt(many.timeline, last + 1), frame);
  });
  assert.equal(timeline.frameAt(many.timeline, 0), 0);
});

test("the frames part the stops without a gap, and so do their phases", () => {
  const { frames, stops, segments } = many.timeline;
  assert.equal(frames[0].first, 0);
  assert.equal(frames.at(-1).last, stops.length - 1);
  frames.slice(1).forEach(({ first }, i) => assert.equal(first, frames[i].last + 1));
  segments.forEach((parts, frame) => {
    assert.equal(parts.at(-1).last, frames[frame].last);
    parts.slice(1).forEach(({ first }, i) => assert.equal(first, parts[i].last + 1));
  });
});

test("moving stops at both ends", () => {
  assert.equal(timeline.moved(run.timeline, 0, -1), 0);
  assert.equal(timeline.moved(run.timeline, run.trace.steps.length, 1), run.trace.steps.length);
});

test("a step is found by its id", () => {
  run.trace.steps.forEach((step, i) =>
    assert.equal(timeline.positionOf(run.trace, step.id), i + 1),
  );
  assert.equal(timeline.positionOf(run.trace, "nowhere"), null);
});
