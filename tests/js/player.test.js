import assert from "node:assert/strict";
import { test } from "node:test";

import { makePlayer } from "../../static/js/player.js";
import { initialState, isHidden } from "../../static/js/state.js";
import { makeStore } from "../../static/js/store.js";
import { runOf } from "./fixture.js";

const run = runOf("linear-regression");
const last = run.trace.steps.length;

/** @param {object} [change] */
function started(change = {}) {
  const store = makeStore({ ...initialState(run), ...change });
  return { store, player: makePlayer(store) };
}

test("to the end and back, one step at a time", () => {
  const { store, player } = started();
  for (let position = 1; position <= last; position += 1) {
    player.next();
    assert.equal(store.get().position, position);
    assert.equal(store.get().progress, 0, "a step onwards travels");
  }
  player.next();
  assert.equal(store.get().position, last);
  for (let position = last - 1; position >= 0; position -= 1) {
    player.back();
    assert.equal(store.get().position, position);
    assert.equal(store.get().progress, 1, "a step back is instant");
  }
});

test("told from the inside, a backward step has four stages both ways", () => {
  const { store, player } = started({ inside: true });
  const first = run.trace.steps.findIndex(({ kind }) => kind === "backward");
  player.jump(first);
  const seen = [];
  while (store.get().position <= first + 1 && seen.length < 9) {
    player.next();
    if (store.get().position === first + 1) seen.push(store.get().stage);
  }
  assert.deepEqual(seen, [0, 1, 2, 3]);
  player.jump(first + 1);
  for (const stage of [2, 1, 0]) {
    player.back();
    assert.deepEqual([store.get().position, store.get().stage], [first + 1, stage]);
  }
  player.back();
  assert.equal(store.get().position, first);
});

test("a gradient to be predicted is told before it is left behind", () => {
  const { store, player } = started({ predict: true });
  const first = run.trace.steps.findIndex(({ kind }) => kind === "backward") + 1;
  player.jump(first);
  assert.equal(isHidden(store.get()), true);
  player.next();
  assert.deepEqual([store.get().position, isHidden(store.get())], [first, false]);
  player.next();
  assert.equal(store.get().position, first + 1);
  player.back();
  assert.equal(isHidden(store.get()), false, "what was told stays told");
});

test("nothing leads out of the bounds", () => {
  const { store, player } = started({ bounds: [2, 4], position: 2 });
  player.end();
  assert.equal(store.get().position, 4);
  player.next();
  assert.equal(store.get().position, 4);
  player.restart();
  player.back();
  assert.equal(store.get().position, 2);
});

test("play stops at the end and starts again from there", () => {
  const { store, player } = started({ position: last });
  player.toggle();
  assert.deepEqual([store.get().position, store.get().playing], [0, true]);
  player.jump(last);
  store.set({ playing: true });
  player.playOn();
  assert.equal(store.get().playing, false);
});

test("speed goes up and down its table", () => {
  const { store, player } = started();
  player.changeSpeed(1);
  assert.equal(store.get().speed, 2);
  for (let i = 0; i < 9; i += 1) player.changeSpeed(-1);
  assert.equal(store.get().speed, 0.25);
});
