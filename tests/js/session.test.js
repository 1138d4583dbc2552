import assert from "node:assert/strict";
import test from "node:test";

import { join, session, split } from "../../static/js/session.js";

test("a fragment's token is told from the rest of it", () => {
  assert.deepEqual(split("#token=a-b_c"), { token: "a-b_c", rest: "" });
  assert.deepEqual(split("#step=3&token=x%2By&v=1"), { token: "x+y", rest: "#step=3&v=1" });
  assert.deepEqual(split("#step=3"), { token: null, rest: "#step=3" });
  assert.deepEqual(split("#token=50%&step=3"), { token: "50%", rest: "#step=3" });
  assert.deepEqual(split(""), { token: null, rest: "" });
});

test("the token leaves the address before it is handed in", async (t) => {
  /** @type {string[]} */
  const order = [];
  t.mock.method(globalThis, "fetch", async (/** @type {string} */ path, /** @type {any} */ how) => {
    order.push(`${how.method} ${path} ${how.body}`);
    return Response.json({ detail: "This is not the server's token." }, { status: 401 });
  });
  const place = /** @type {any} */ ({
    hash: "#token=old&step=2",
    pathname: "/t/1",
    search: "?v=1",
  });
  const past = /** @type {any} */ ({
    state: null,
    replaceState: (/** @type {any} */ _, /** @type {string} */ __, /** @type {string} */ url) =>
      order.push(url),
  });
  join(place, past);
  assert.deepEqual(order, ["/t/1?v=1#step=2", 'POST /api/session {"token":"old"}']);
  await assert.rejects(session(), /not the server's token/);
});
