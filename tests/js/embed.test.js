import assert from "node:assert/strict";
import { test } from "node:test";

import { chosenLayout } from "../../static/js/embed/documents.js";
import { joined, readOptions, wantedLayout } from "../../static/js/embed/options.js";
import { admits, read, written } from "../../static/js/embed/protocol.js";

const OWN = "http://127.0.0.1:8000";

test("who may speak is who may frame", () => {
  const table = [
    [["'self'"], OWN, true],
    [["'self'"], "http://127.0.0.1:8001", false],
    [["'none'"], OWN, false],
    [["*"], "https://anybody.example", true],
    [["file:"], "null", true],
    [["file:"], "http://localhost", false],
    [["https:"], "https://a.example", true],
    [["https:"], "http://a.example", false],
    [["http://localhost:*"], "http://localhost:8888", true],
    [["http://localhost:*"], "http://localhost", true],
    [["http://localhost:*"], "http://localhost.evil.example", false],
    [["http://localhost:*"], "null", false],
    [["https://a.example"], "https://a.example", true],
    [["https://a.example"], "https://a.example:8443", false],
    [["https://a.example:443"], "https://a.example", true],
    [["https://*.example.org"], "https://notes.example.org", true],
    [["https://*.example.org"], "https://example.org", false],
    [["https://*.example.org"], "https://evilexample.org", false],
    [["a.example"], "https://a.example", true],
    [["'self'", "vscode-webview:"], "vscode-webview://abc", true],
  ];
  for (const [sources, origin, answer] of table) {
    assert.equal(admits(sources, origin, OWN), answer, `${sources} ${origin}`);
  }
});

test("what is written is read", () => {
  assert.deepEqual(read(written("goto", { step: "forward-1" }, 7)), {
    type: "goto",
    id: 7,
    fields: { step: "forward-1" },
  });
});

test("other people's messages are left alone", () => {
  for (const data of [null, 3, "hello", {}, { ns: "reveal", type: "next" }, '{"method":"slide"}']) {
    assert.equal(read(data), null);
  }
});

test("a message of ours that cannot be understood is an error with a sentence", () => {
  assert.throws(() => read({ ns: "chainrule", v: 2, type: "next" }), /needs v: 1 and a type/);
  assert.throws(() => read({ ns: "chainrule", v: 1 }), /needs v: 1 and a type/);
});

test("reveal.js's own words are understood", () => {
  assert.equal(read("slide:start")?.type, "slideStart");
  assert.equal(read("slide:stop")?.type, "slideStop");
});

test("what comes after # stands before what comes after ?", () => {
  const asked = joined("slide=1", "theme=dark", "?step=2&theme=light", "#step=3");
  assert.equal(String(asked), "slide=1&theme=light&step=3");
});

test("an option that is no choice is left as usual", () => {
  assert.deepEqual(readOptions(joined("keys=mine&dir=tb&lang=tlh")), {
    keys: "focus",
    dir: "tb",
    lang: "en",
  });
});

test("the layout that comes nearest", () => {
  const layouts = [
    { direction: "lr", medium: "page" },
    { direction: "lr", medium: "slide" },
  ];
  const choose = (/** @type {string} */ text, upright = false) => {
    const { layout, exact } = chosenLayout(layouts, wantedLayout(joined(text), upright));
    return [layouts.indexOf(layout), exact];
  };
  assert.deepEqual(choose("slide=1"), [1, true]);
  assert.deepEqual(choose("slide=0"), [0, true]);
  assert.deepEqual(choose("slide=1&dir=tb"), [1, false]);
  assert.deepEqual(choose("slide=1", true), [1, false]);
  assert.deepEqual(choose("slide=1&dir=lr", true), [1, true]);
});
