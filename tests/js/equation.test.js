import assert from "node:assert/strict";
import { test } from "node:test";

import { equationsAt, widthOf } from "../../static/js/model/equation.js";
import { latexOf } from "../../static/js/model/latex.js";
import { runOf } from "./fixture.js";

const run = runOf("linear-regression");
const at = (kind, which = 0) =>
  run.trace.steps.flatMap((step, index) => (step.kind === kind ? [index + 1] : []))[which];

test("a backward step is what arrived times the local derivative, for every edge", () => {
  const equations = equationsAt(run, at("backward", 1)).map(({ pieces }) => latexOf(pieces));
  assert.equal(equations.length, 2);
  assert.match(
    equations[0],
    /^\\frac\{\\partial \\mathrm\{loss\}\}\{\\partial \\mathrm\{bias\}\} = .* \\cdot .* = -5.15 \\cdot 1.00 = -5.15$/,
  );
});

test("an update is told with its rate, and ends in the new value", () => {
  const [{ pieces, phase }] = equationsAt(run, at("update"));
  assert.equal(phase, "update");
  assert.match(latexOf(pieces), /\\leftarrow .* lr|\\mathrm\{lr\}/);
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
    assert.doesNotMatch(latexOf(pieces), /\d/);
});
