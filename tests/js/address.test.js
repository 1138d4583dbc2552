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
  const { state, warnings } = read("step=nowhere&colour=red&theme=pink");
  assert.deepEqual([state.position, state.theme, warnings.length], [0, "auto", 3]);
});

test("overlays that there are none of are left out", () => {
  assert.deepEqual(read("show=chain,nonsense").state.show, ["chain"]);
  assert.deepEqual(read("show=").state.show, []);
});

test("from and to bound the run", () => {
  assert.deepEqual(read("from=backward-1&to=6").state.bounds, [4, 6]);
  assert.deepEqual(read("from=6&to=2").state.bounds, [6, 6]);
});
