import assert from "node:assert/strict";
import { test } from "node:test";

import { makeRun } from "../../static/js/model/run.js";
import { shapeText } from "../../static/js/model/tensors.js";
import { placesOf } from "../../static/js/scene/notes.js";
import { PLAIN_VIEW, scene } from "../../static/js/scene/scene.js";
import { load, runOf } from "./fixture.js";

/** Names of what has a batch, and how many examples. */
const named = ({ batches, names }) =>
  Object.fromEntries([...batches].map(([key, size]) => [names.nodes[parseInt(key)], size]));

/** The lesson on the batch dimension, with something changed. */
const changed = (change) => {
  const { trace, layout } = load("batch-dimension");
  change(trace);
  return named(makeRun(trace, layout));
};

test("rows that share the parameters are a batch, to the loss and its target", () => {
  assert.deepEqual(named(runOf("batch-dimension")), {
    X: 4,
    "X @ weight": 4,
    prediction: 4,
    y: 4,
  });
});

test("tokens that look at each other, one example and numbers in a row are no batch", () => {
  for (const slug of ["attention", "linear-regression", "zero-grad", "residual"])
    assert.deepEqual(named(runOf(slug)), {}, slug);
});

test("what is in doubt has no batch", () => {
  const add = ({ nodes }) => nodes.find(({ op }) => op === "add");
  const X = ({ tensors }) => tensors.find(({ name }) => name === "X");
  const weight = ({ tensors }) => tensors.find(({ name }) => name === "weight");
  for (const op of ["cumsum", "bmm"])
    assert.deepEqual(
      changed((trace) => void (add(trace).op = op)),
      {},
      op,
    );
  assert.deepEqual(
    changed((trace) => void (X(trace).role = "parameter")),
    {},
  );
  assert.deepEqual(
    changed((trace) => void (weight(trace).role = "intermediate")),
    {},
  );
});

test("a batch is marked on its cards, on the page in the shape and on a slide by its size", () => {
  const run = runOf("batch-dimension");
  const { length } = run.trace.steps;
  const texts = (view) => scene(run, length, 1, view).filter(({ kind }) => kind === "text");
  const page = texts(PLAIN_VIEW).map(({ text }) => text);
  assert.ok(page.includes("data · (B=4, 3)"), page.join());
  assert.ok(page.includes("parameter · (3, 1)"), page.join());
  const slide = texts({ ...PLAIN_VIEW, slide: true, least: 26 });
  assert.ok(slide.some(({ text, size }) => text === "B=4" && size >= 26));
  const brackets = scene(run, length, 1).filter(({ role }) => role === "batch");
  assert.equal(brackets.length, 4);
  assert.equal(scene(run, 0, 1).filter(({ role }) => role === "batch").length, 2);
  assert.equal(shapeText([4], 4), "(B=4,)");
});

test("the rule of the current step finds room farther away, an idle one does not", () => {
  const near = { x: 0, y: 0, width: 1, height: 1 };
  const placer = { place: (_, __, how) => (how ? near : null), take: () => {} };
  const card = { x: 0, y: 0, width: 10, height: 10 };
  const notes = [true, false].map((current) => ({ card, current }));
  assert.deepEqual(placesOf(notes, [near, near], placer), [near, null]);
});
