import assert from "node:assert/strict";
import { test } from "node:test";

import { readAddress, writeAddress } from "../../static/js/address.js";
import { initialState } from "../../static/js/state.js";
import { runOf } from "./fixture.js";

const run = runOf("linear-regression");
const last = run.trace.steps.length;

/** @param {string} text */
function read(text) {
  /** @type {string[]} */
  const warnings = [];
  const { warn } = console;
  console.warn = (message) => warnings.push(message);
  try {
    return { state: { ...initialState(run), ...readAddress(text, run) }, warnings };
  } finally {
    console.warn = warn;
  }
}

test("what is written is read again", () => {
  const state = {
    ...initialState(run),
    position: 5,
    stage: 2,
    inside: true,
    predict: true,
    show: ["values", "chain"],
    theme: "dark",
    hide: ["code"],
    font: 1.5,
    speed: 2,
    fit: "whole",
    bounds: [3, 6],
  };
  assert.deepEqual(read(writeAddress(state)).state, state);
});

test("the usual state has no parameters", () => {
  assert.equal(writeAddress(initialState(run)), "");
});

test("a step is meant by its id, or by how many were done", () => {
  assert.equal(read("step=backward-1").state.position, 4);
  assert.equal(read("step=4").state.position, 4);
});

test("numbers out of range are clamped, and unknown things left out with a warning", () => {
  assert.equal(read("step=999").state.position, last);
  assert.equal(read("step=-3").state.position, 0);
  assert.equal(read("font=100").state.font, 3);
  const { state } = read("step=nowhere&colour=red&theme=pink");
  assert.deepEqual([state.position, state.theme], [0, "auto"]);
  const wrong =
    "step=nowhere&step=999&from=-1&to=99&show=all&hide=all&slide=x&font=9&font=x&speed=3&speed=x" +
    "&theme=pink&fit=x&motion=x&dir=x&keys=x&lang=x&predict=x&autoplay=x&inside=x&knobs=x&colour=x&constructor=x&__proto__=x";
  for (const each of wrong.split("&")) assert.equal(read(each).warnings.length, 1, each);
});

test("overlays that there are none of are left out", () => {
  assert.deepEqual(read("show=chain,nonsense").state.show, ["chain"]);
  assert.deepEqual(read("show=").state.show, []);
});

test("what the player has no state for stays in the address", () => {
  const asked = "step=2&dir=tb&keys=parent&motion=none&colour=red";
  assert.equal(writeAddress(read(asked).state, asked), "step=forward-2&dir=tb&keys=parent");
});

test("from and to bound the run", () => {
  assert.deepEqual(read("from=backward-1&to=6").state.bounds, [4, 6]);
  assert.deepEqual(read("from=6&to=2").state.bounds, [6, 6]);
  assert.equal(read("from=backward-1").state.position, 4);
  const outside = read("step=2&from=backward-1");
  assert.deepEqual([outside.state.position, outside.warnings.length], [4, 1]);
});
