import assert from "node:assert/strict";
import { test } from "node:test";

import { equationsAt, widthOf } from "../../static/js/model/equation.js";
import { mathmlOf } from "../../static/js/model/mathematics.js";
import { runOf } from "./fixture.js";

const run = runOf("linear-regression");
const at = (kind, which = 0) =>
  run.trace.steps.flatMap((step, index) => (step.kind === kind ? [index + 1] : []))[which];

test("a backward step is what arrived times the local derivative, for every edge", () => {
  const equations = equationsAt(run, at("backward", 1)).map(({ pieces }) => mathmlOf(pieces));
  assert.equal(equations.length, 2);
  const text = equations[0].replace(/<[^>]*>/g, "");
  assert.equal(text, "∂loss∂bias=∂loss∂prediction·∂prediction∂bias=−5.15·1.00=−5.15");
  assert.ok(equations[0].startsWith("<mrow><mfrac><mrow><mo>∂</mo><mi>loss</mi></mrow>"));
});

test("an update is told with its rate, and ends in the new value", () => {
  const [{ pieces, phase }] = equationsAt(run, at("update"));
  assert.equal(phase, "update");
  assert.match(mathmlOf(pieces), /<mo>←<\/mo>.*<mi>lr<\/mi>/);
  assert.equal(pieces.at(-1).tone, "update");
});

test("what has no room is left out, the left side never", () => {
  for (let position = 0; position <= run.trace.steps.length; position += 1) {
    const whole = equationsAt(run, position);
    for (const room of [40, 20, 5]) {
      equationsAt(run, position, { room }).forEach(({ pieces }, index) => {
        assert.deepEqual(pieces[0], whole[index].pieces[0]);
        assert.ok(widthOf(pieces) <= Math.max(room, widthOf(pieces.slice(0, 8))));
      });
    }
  }
});

test("what is to be guessed is not in the formula", () => {
  for (const { pieces } of equationsAt(run, at("backward"), { hidden: true }))
    assert.doesNotMatch(mathmlOf(pieces), /\d/);
});
