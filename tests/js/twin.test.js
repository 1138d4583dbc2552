import assert from "node:assert/strict";
import { test } from "node:test";

import { compared, differences } from "../../static/js/model/twin/differences.js";
import { momentAt, momentOf } from "../../static/js/model/twin/moments.js";
import { arrangement, isWhole } from "../../static/js/view/twin/arrangement.js";
import { makeTwin } from "../../static/js/model/twin/twin.js";
import { makePlayer } from "../../static/js/player.js";
import { initialState } from "../../static/js/state.js";
import { makeStore } from "../../static/js/store.js";
import { runOf } from "./fixture.js";

const [clean, forgetting] = ["zero-grad", "forgetting-zero-grad"].map(runOf);
const [plain, residual] = ["vanishing-gradients", "residual"].map(runOf);
const PAIRS = [
  [clean, forgetting],
  [forgetting, clean],
  [plain, residual],
  [clean, residual],
  [clean, clean],
];

test("every stop of either run is come to once, in order", () => {
  for (const [left, right] of PAIRS) {
    const { moments } = makeTwin(left, right);
    assert.deepEqual([...new Set(moments.map((moment) => moment.left))], left.timeline.stops);
    assert.deepEqual([...new Set(moments.map((moment) => moment.right))], right.timeline.stops);
    for (const [index, { left: a, right: b }] of moments.entries()) {
      if (index === 0) continue;
      const { left: c, right: d } = moments[index - 1];
      assert.ok(a >= c && b >= d && a + b > c + d, `moment ${index} goes on`);
      assert.equal(momentAt({ moments }, a, b), index);
    }
  }
});

test("a run beside itself never waits and never differs", () => {
  const twin = makeTwin(clean, clean);
  assert.ok(twin.moments.every(({ left, right }) => left === right));
  assert.ok(twin.moments.every((moment) => differences(twin, moment).left.size === 0));
  assert.deepEqual(twin.changes, []);
});

test("steps are matched by line and operation, not by their number", () => {
  const twin = makeTwin(clean, forgetting);
  assert.deepEqual(twin.changes, [{ left: "optimiser.zero_grad()", right: null }]);
  const alone = twin.moments.filter(({ right }, index) => right === twin.moments[index - 1]?.right);
  const kinds = alone.map(({ left }) => clean.trace.steps[left - 1].kind);
  assert.deepEqual(kinds, Array(6).fill("zero_grad"));
  const stacks = makeTwin(plain, residual);
  for (const [index, { left, right }] of stacks.moments.entries()) {
    const before = stacks.moments[index - 1];
    if (!before || left === before.left) continue;
    const [ours, theirs] = [plain.trace.steps[left - 1], residual.trace.steps[right - 1]];
    assert.deepEqual([ours.kind, ours.line], [theirs.kind, theirs.line]);
  }
});

test("what differs is told of both sides; what one has not come to yet is no difference", () => {
  const twin = makeTwin(clean, forgetting);
  const w = clean.names.nodes.indexOf("w");
  const first = twin.moments.findIndex((moment) => differences(twin, moment).left.size > 0);
  assert.equal(clean.trace.steps[twin.moments[first].left - 1].kind, "zero_grad");
  assert.deepEqual([...differences(twin, twin.moments[first]).left], [w]);
  const update = twin.moments.filter(({ left }) => clean.trace.steps[left - 1]?.kind === "update");
  const rows = compared(twin, update[1].left, update[1].right);
  assert.deepEqual(
    rows.map(({ name }) => name),
    ["w before", "w.grad", "w after"],
  );
  assert.deepEqual(rows[0].left?.values, rows[0].right?.values);
  assert.notDeepEqual(rows[1].left?.values, rows[1].right?.values);
});

test("the player goes through the moments, forwards and back, and jumps to them", () => {
  const twin = makeTwin(clean, forgetting);
  const store = makeStore({ ...initialState(clean), twin });
  const player = makePlayer(store);
  const seen = () => ({ left: store.get().position, right: store.get().twinPosition });
  for (const moment of twin.moments.slice(1)) {
    player.next();
    assert.deepEqual(seen(), moment);
  }
  for (const moment of twin.moments.slice(0, -1).reverse()) {
    player.back();
    assert.deepEqual(seen(), moment);
  }
  player.end();
  assert.deepEqual(seen(), twin.moments.at(-1));
  player.jump(9);
  assert.deepEqual(seen(), twin.moments[momentOf(twin, 9)]);
  player.jumpToMoment(7);
  assert.deepEqual(seen(), twin.moments[7]);
});

test("where only the other run goes on, this one stays and does not move", () => {
  const twin = makeTwin(plain, residual);
  const store = makeStore({ ...initialState(plain), twin, position: 2, twinPosition: 2 });
  makePlayer(store).next();
  const { position, twinPosition, progress } = store.get();
  assert.deepEqual([position, twinPosition, progress], [2, 3, 1]);
});

test("two pictures stand where both are seen whole, if there is such a place", () => {
  const window = { width: 1280, height: 598 };
  const ways = [
    [1284, 424, 1132, 424, "aside"],
    [1865, 610, 1139, 416, "aside"],
    [1296, 280, 2112, 322, "above"],
  ];
  for (const [width, height, other, lower, way] of ways) {
    const found = arrangement(
      [
        { width, height },
        { width: other, height: lower },
      ],
      window,
    );
    assert.equal(found.way, way);
    assert.ok(isWhole(found.k));
  }
});
