import assert from "node:assert/strict";
import { test } from "node:test";

import { waysTo } from "../../static/js/share.js";
import { initialState } from "../../static/js/state.js";
import { runOf } from "./fixture.js";

const state = { ...initialState(runOf("linear-regression")), position: 5 };
const LESSON = "linear-regression";
const place = { origin: "http://a.example", pathname: "/lessons/linear-regression", hash: "" };

test("each way leads to the very step", () => {
  const { path, lines } = waysTo({ ...state, theme: "dark" }, place, LESSON);
  assert.equal(path, "/lessons/linear-regression#step=backward-2&theme=dark");
  const ways = Object.fromEntries(lines);
  const source = 'src="http://a.example/embed/linear-regression#step=backward-2&amp;theme=dark"';
  assert.equal(ways.Link, `http://a.example${path}`);
  for (const name of ["Frame", "reveal.js", "Element"]) assert.ok(ways[name].includes(source));
  assert.ok(ways["reveal.js"].includes('data-chainrule-steps="6"'));
});

test("the first page shares its lesson", () => {
  assert.deepEqual(
    waysTo(state, { ...place, pathname: "/" }, LESSON),
    waysTo(state, place, LESSON),
  );
});

test("a program that was changed here is in its link, and nowhere else", () => {
  const { lines } = waysTo(state, { ...place, hash: "#program=eJz&step=forward-1" }, LESSON);
  assert.deepEqual(lines, [
    ["Link", "http://a.example/lessons/linear-regression#program=eJz&step=forward-1"],
  ]);
});
