import assert from "node:assert/strict";
import { test } from "node:test";

import { bracketed, shortPaths } from "../../static/js/model/names.js";
import { plain, sentence } from "../../static/js/model/sentence.js";
import { runOf } from "./fixture.js";

test("paths are cut to the shortest ending that is theirs alone", () => {
  const paths = shortPaths(["a.weight", "a.bias", "b.weight", "scale"]);
  assert.deepEqual(Object.fromEntries(paths), {
    "a.weight": "a.weight",
    "a.bias": "bias",
    "b.weight": "b.weight",
    scale: "scale",
  });
});

test("a name that is a sum stands in brackets beside a sign", () => {
  assert.equal(bracketed("a + b"), "(a + b)");
  assert.equal(bracketed("f(a, b)"), "f(a, b)");
  assert.equal(bracketed("a @ f(b)"), "(a @ f(b))");
});

test("every step has a sentence that ends, and names what it is about", () => {
  for (const name of ["linear-regression", "fan-out", "forgetting-zero-grad", "shape-mismatch"]) {
    const run = runOf(name);
    for (let position = 0; position <= run.trace.steps.length; position += 1) {
      const words = plain(sentence(run, position));
      assert.match(words, /[.]$/, words);
      assert.doesNotMatch(words, /undefined|null|\[object/);
    }
  }
});

test("the misconception is addressed: the product is told, not the local derivative", () => {
  const run = runOf("linear-regression");
  const position = run.trace.steps.findIndex(({ id }) => id === "backward-2") + 1;
  const words = plain(sentence(run, position));
  assert.match(words, /∂loss\/∂prediction = −\d/);
  assert.match(words, /passes the product on to bias and weightᵀ/);
});

test("a guess is not told by the sentence", () => {
  const run = runOf("linear-regression");
  run.trace.steps.forEach((step, index) => {
    if (step.kind !== "backward" && step.kind !== "accumulate") return;
    const digits = plain(sentence(run, index + 1, { hidden: true })).match(/−?\d+\.\d+/g);
    assert.equal(digits, null);
  });
});

test("an error tells its type, message and shapes", () => {
  const run = runOf("shape-mismatch");
  const words = plain(sentence(run, run.trace.steps.length));
  assert.match(words, /mat1 and mat2 shapes cannot be multiplied \(4x4 and 3x1\)/);
  assert.match(words, /, on the shapes \(4, 4\) and \(1, 3\) and \(1,\)\.$/);
});
