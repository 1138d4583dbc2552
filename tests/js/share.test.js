import assert from "node:assert/strict";
import { test } from "node:test";

import { keep, waysTo } from "../../static/js/share.js";
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

test("sharing a trace keeps it, and says where it is not kept", async () => {
  const asked = [];
  const answers = [200, 401, 507];
  const fetched = globalThis.fetch;
  globalThis.fetch = async (path, { method }) => {
    asked.push(`${method} ${path}`);
    const status = answers.shift();
    return Response.json({ detail: "There is no room." }, { status });
  };
  const trace = { pathname: "/t/0123", hash: "#step=forward-1" };
  assert.match(await keep(trace), /keeps this trace for good/);
  assert.match(await keep(trace), /as long as the server has room/);
  assert.equal(await keep(trace), "There is no room.");
  assert.deepEqual([...new Set(asked)], ["PUT /api/traces/0123/kept"]);
  for (const other of [place, { ...trace, hash: "#program=eJz" }])
    assert.equal(await keep(other), "");
  globalThis.fetch = fetched;
});
