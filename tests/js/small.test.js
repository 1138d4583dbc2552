import assert from "node:assert/strict";
import { test } from "node:test";

import { fitted, following, followingScale, lensOf, PAGE, zoomed } from "../../static/js/camera.js";
import { isRight } from "../../static/js/model/guess.js";
import { lossesOf } from "../../static/js/model/losses.js";
import { plainRate, ruleLines, settingOf } from "../../static/js/model/optimisers.js";
import { exactLine, line, rowsOf, shapeText } from "../../static/js/model/tensors.js";
import { findStep } from "../../static/js/model/where.js";
import { activeArea } from "../../static/js/scene/active.js";
import { along, endAngle, measure, pathData } from "../../static/js/scene/curve.js";
import { pictureAt } from "../../static/js/scene/scene.js";
import { makeStore } from "../../static/js/store.js";
import { dockFor } from "../../static/js/view/dock.js";
import { runOf } from "./fixture.js";

const tensor = (shape, values, dtype = "torch.float32") => ({
  of: "value",
  tensor: null,
  shape,
  dtype,
  values,
  statistics: null,
  preview: null,
  note: null,
});

test("a tensor in one line", () => {
  assert.equal(line(tensor([], [1.5])), "1.50");
  assert.equal(line(tensor([1, 3], [1, -2, 3])), "[[1.00, −2.00, 3.00]]");
  assert.equal(line(tensor([2, 3], [1, 2, 3, 4, 5, 6])), "(2, 3) tensor from 1.00 to 6.00");
  assert.equal(line(null), "None");
  assert.equal(exactLine(tensor([2], [0.1, 0.25])), "[0.1, 0.25]");
  assert.equal(shapeText([3]), "(3,)");
  assert.equal(shapeText([]), "()");
});

test("a tensor's rows are those of its last dimension", () => {
  assert.deepEqual(rowsOf(tensor([2, 1, 2], [1, 2, 3, 4])), [
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(rowsOf(tensor([0, 3], [])), []);
});

test("a guess is right to the three digits that are shown", () => {
  assert.equal(isRight("-7.54", -7.5442), true);
  assert.equal(isRight("−7,54", -7.5442), true);
  assert.equal(isRight("7.54", -7.5442), false);
  assert.equal(isRight("0", 0), true);
  assert.equal(isRight("0.1", 0), false);
  assert.equal(isRight("minus seven", -7), null);
  assert.equal(isRight("", 0), null);
  assert.equal(isRight("1/3", 0.33333334), true);
  assert.equal(isRight("1/0/2", 1), null);
  assert.equal(isRight("/2", 1), null);
  assert.equal(isRight("−inf", "-inf"), true);
  assert.equal(isRight("3", "nan"), false);
  assert.equal(isRight("NaN", "nan"), true);
});

test("a note finds its step as the lessons mean it", () => {
  const { trace } = runOf("linear-regression");
  const any = { line: null, op: null, tensor: null, occurrence: 1 };
  const kinds = trace.steps.map(({ kind }) => kind);
  assert.equal(findStep(trace, { ...any, kind: "update" }), kinds.indexOf("update"));
  assert.equal(
    findStep(trace, { ...any, kind: "update", occurrence: -1 }),
    kinds.lastIndexOf("update"),
  );
  const weight = trace.steps.findIndex(
    (s) => s.kind === "accumulate" && trace.tensors[s.tensor].path?.endsWith("weight"),
  );
  assert.equal(
    findStep(trace, {
      ...any,
      kind: "accumulate",
      tensor: trace.tensors[trace.steps[weight].tensor].path,
    }),
    weight,
  );
  const loss = trace.steps.findIndex(
    (s) => s.kind === "forward" && trace.nodes[s.node].op === "mse_loss",
  );
  assert.equal(findStep(trace, { ...any, kind: "forward", line: "F.mse_loss" }), loss);
  assert.equal(findStep(trace, { ...any, kind: "forward", op: "relu" }), null);
  assert.equal(findStep(trace, { ...any, kind: "update", occurrence: 9 }), null);
});

test("the loss of each frame is what its backward pass began with", () => {
  const run = runOf("forgetting-zero-grad");
  const losses = lossesOf(run);
  assert.equal(losses.length, run.layout.frames.length);
  const starts = run.trace.passes.filter(({ phase }) => phase === "backward");
  assert.equal(losses.filter(Boolean).length, starts.length);
  for (const loss of losses) assert.ok(loss === null || Number.isFinite(loss.number));
});

const update = (type, settings) => ({
  kind: "update",
  rule: null,
  optimizer: { type, settings: Object.entries(settings).map(([name, value]) => ({ name, value })) },
});

test("a rule that is p ← p − η · g and nothing else has a plain rate", () => {
  const plain = "p \\leftarrow p - \\eta \\cdot g";
  const sgd = update("SGD", { lr: 0.1, momentum: 0, betas: "(0.9, 0.999)" });
  assert.equal(plainRate({ ...sgd, rule: plain }), 0.1);
  assert.equal(plainRate({ ...sgd, rule: `g \\leftarrow -g\n${plain}` }), null);
  assert.equal(plainRate({ ...sgd, optimizer: null, rule: "w -= lr * w.grad" }), null);
  assert.equal(ruleLines({ ...sgd, rule: `a\n${plain}` }).length, 2);
  assert.deepEqual(ruleLines(sgd), []);
  assert.deepEqual(
    ["lr", "betas[1]", "eps"].map((name) => settingOf(sgd, name)),
    ["0.1", "0.999", undefined],
  );
});

test("a fitted picture is whole and in the middle", () => {
  const { k, x, y } = fitted({ width: 2000, height: 500 }, { width: 1040, height: 600 });
  assert.equal(k, 0.5);
  assert.deepEqual([x, y], [20, 175]);
});

test("following moves only as far as it must", () => {
  const [picture, window] = [
    { width: 4000, height: 400 },
    { width: 800, height: 400 },
  ];
  const start = { k: 0.5, x: 20, y: 100 };
  assert.equal(
    following(start, { x: 100, y: 100, width: 200, height: 100 }, picture, window).x,
    20,
  );
  const far = following(start, { x: 3000, y: 100, width: 200, height: 100 }, picture, window);
  assert.ok(3000 * 0.5 + far.x > 0 && 3200 * 0.5 + far.x < 800);
  assert.deepEqual(
    following(far, { x: 3000, y: 100, width: 200, height: 100 }, picture, window),
    far,
  );
});

test("before the first step the camera looks at where the flow begins", () => {
  const run = runOf("linear-regression");
  const { picture } = pictureAt(run, 0);
  const area = activeArea(
    { run, position: 0 },
    { width: picture.width / 2, height: picture.height },
  );
  assert.equal(area.x, Math.min(...picture.cards.map(({ x }) => x)));
});

test("a step that prints leaves the camera where the step before it was", () => {
  const run = runOf("linear-regression");
  const last = run.trace.steps.findIndex(({ kind }) => kind === "backward") + 1;
  const print = { kind: "print", text: "w", file: null, line: null };
  const steps = [...run.trace.steps.slice(0, last), print, ...run.trace.steps.slice(last)];
  const printing = { ...run, trace: { ...run.trace, steps } };
  const room = { width: 300, height: 200 };
  const before = activeArea({ run: printing, position: last }, room);
  assert.deepEqual(activeArea({ run: printing, position: last + 1 }, room), before);
  assert.notDeepEqual(activeArea({ run: printing, position: 0 }, room), before);
});

test("a picture that does not fit is followed at a legible scale", () => {
  for (const width of [390, 800]) {
    const window = { width, height: 400 };
    assert.equal(followingScale({ width: 9000, height: 5000 }, window), PAGE.least);
  }
  assert.ok(lensOf({ width: 1280, height: 720 }).least > PAGE.least);
});

test("zooming keeps the point under the pointer", () => {
  const before = { k: 1, x: 10, y: 20 };
  const after = zoomed(before, 2, 110, 220);
  assert.deepEqual([(110 - after.x) / after.k, (220 - after.y) / after.k], [100, 200]);
});

test("the panel goes where the picture stays largest", () => {
  assert.equal(dockFor({ width: 700, height: 900 }, { width: 1600, height: 900 }), "beside");
  assert.equal(dockFor({ width: 3000, height: 400 }, { width: 1600, height: 900 }), "under");
  const square = { width: 1100, height: 620 };
  for (const now of ["beside", "under"])
    assert.equal(dockFor(square, { width: 1600, height: 900 }, now), now, "no jump for little");
});

test("a curve is walked at an even pace", () => {
  const straight = [
    [0, 0],
    [0, 0],
    [100, 0],
    [100, 0],
  ];
  const measured = measure(straight);
  assert.ok(Math.abs(measured.length - 100) < 1e-9);
  assert.ok(Math.abs(along(measured, 0.25).point[0] - 25) < 1);
  assert.equal(endAngle(straight), 0);
  assert.equal(
    pathData([
      [0, 0],
      [1, 1],
      [2, 2],
      [3.14159, 3],
    ]),
    "M0,0C1,1 2,2 3.14,3",
  );
});

test("the store calls its listeners once for a change, and not for none", () => {
  const store = makeStore({ a: 1, b: 2 });
  const calls = [];
  const stop = store.subscribe((now, before) => calls.push([now.a, before.a]));
  store.set({ a: 1 });
  store.set({ a: 3, b: 4 });
  stop();
  store.set({ a: 5 });
  assert.deepEqual(calls, [[3, 1]]);
});
