import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { PALETTE } from "../../static/js/scene/palette.js";
import { PLAIN_VIEW, scene } from "../../static/js/scene/scene.js";
import { assertGolden, runOf } from "./fixture.js";

const NAMES = ["linear-regression", "fan-out", "forgetting-zero-grad", "shape-mismatch"];
const ALL = { values: true, requires_grad: true, grad_fn: true, chain: true };
const run = runOf("linear-regression");
const last = run.trace.steps.length;
const texts = (items) => items.filter(({ kind }) => kind === "text").map(({ text }) => text);

test("the picture of each moment of a step is the one that was looked at", () => {
  const moments = [
    [0, 1],
    [2, 0.5],
    [4, 0.1],
    [5, 0.5],
    [5, 1],
    [8, 0.8],
    [9, 1],
    [last, 1],
  ];
  const view = { ...PLAIN_VIEW, show: { ...ALL, requires_grad: false } };
  assertGolden(
    "linear-regression",
    moments.map(([position, progress]) => scene(run, position, progress, view)),
  );
});

test("a moment is drawn the same whatever was drawn before it", () => {
  const fresh = scene(runOf("linear-regression"), 5, 0.5);
  for (let position = last; position >= 0; position -= 1) scene(run, position, 0.3);
  assert.deepEqual(scene(run, 5, 0.5), fresh);
});

for (const name of NAMES) {
  test(`${name}: ids are unique, groups come before what is in them, tones are colours`, () => {
    const each = runOf(name);
    for (let position = 0; position <= each.trace.steps.length; position += 1) {
      for (const progress of [0, 0.4, 1]) {
        const items = scene(each, position, progress, { ...PLAIN_VIEW, show: ALL });
        const seen = new Set();
        for (const item of items) {
          assert.equal(seen.has(item.id), false, item.id);
          assert.ok(item.group === null || seen.has(item.group), item.id);
          seen.add(item.id);
          for (const tone of [item.fill, item.stroke]) {
            assert.ok(tone === undefined || tone === "none" || tone in PALETTE.light, `${tone}`);
          }
          assert.doesNotMatch(JSON.stringify(item), /null,null|NaN[^"]|undefined/);
        }
      }
    }
  });

  test(`${name}: no card moves or changes size between steps of a frame`, () => {
    const each = runOf(name);
    for (const { first_step: first, last_step: end } of each.layout.frames) {
      const shapes = (position) =>
        scene(each, position, 1)
          .filter(({ role }) => role === "shape")
          .map(({ id, x, y, width, height }) => ({ id, x, y, width, height }));
      const start = shapes(first + 1);
      for (let position = first + 2; position <= end + 1; position += 1) {
        assert.deepEqual(shapes(position), start);
      }
    }
  });

  test(`${name}: with the chain rule, no label covers a card or another label`, () => {
    const each = runOf(name);
    for (let position = 0; position <= each.trace.steps.length; position += 1) {
      const items = scene(each, position, 1, {
        ...PLAIN_VIEW,
        show: { ...ALL, requires_grad: false, grad_fn: false },
      });
      const chips = items.filter(({ role }) => role === "chip");
      const solid = [...items.filter(({ role }) => role === "shape"), ...chips];
      for (const chip of chips) {
        for (const other of solid) {
          if (other !== chip)
            assert.equal(overlap(chip, other), false, `${chip.id} and ${other.id} at ${position}`);
        }
      }
    }
  });
}

test("X and y say that they have no gradient, at every step", () => {
  const cards = run.layout.pictures[0].cards;
  const data = cards.flatMap(({ kind }, index) => (kind === "data" ? [index] : []));
  assert.equal(data.length, 2);
  for (let position = 0; position <= last; position += 1) {
    const items = scene(run, position, 1);
    for (const index of data) {
      const own = items.filter(({ group }) => group === `card${index}`);
      assert.ok(texts(own).includes("no grad"));
      assert.equal(
        own.some(({ fill }) => fill === "gradient"),
        false,
      );
    }
  }
});

test("a value is not there before its step, and is there after it", () => {
  const value = (position, progress) =>
    scene(run, position, progress)
      .filter(({ id }) => id.startsWith(`card${cardOf("loss")}.value`))
      .map(({ text }) => text);
  const ran =
    run.trace.steps.findIndex((s) => s.kind === "forward" && s.node === nodeOf("loss")) + 1;
  assert.deepEqual(value(ran - 1, 1), ["·"]);
  assert.deepEqual(value(ran, 0.5), ["·"]);
  assert.match(value(ran, 1)[0], /^\d/);
});

test("every lane that a gradient has gone back along has its derivative, on a slide in symbols", () => {
  const sent = (index) =>
    run.trace.steps
      .slice(0, index + 1)
      .flatMap((step) => (step.kind === "backward" ? step.left : []))
      .filter(({ edge, snapshot }) => edge !== null && snapshot !== null).length;
  const last = run.trace.steps.findLastIndex(({ kind }) => kind === "backward");
  for (const slide of [false, true]) {
    const items = scene(run, last + 2, 1, {
      ...PLAIN_VIEW,
      slide,
      show: { ...ALL, grad_fn: false },
    });
    const told = texts(items.filter(({ role }) => role === "chip-text"));
    const derivatives = told.filter((text) => /^∂loss\/∂/.test(text));
    assert.ok(sent(last) > 3);
    assert.equal(derivatives.length, sent(last), told.join(" | "));
    if (slide) assert.ok(told.every((text) => !text.includes("=")));
  }
});

test("what is to be guessed is not in the picture", () => {
  const show = { ...ALL, requires_grad: false, grad_fn: false };
  run.trace.steps.forEach((step, index) => {
    if (step.kind !== "backward") return;
    const numbers = (hidden) => {
      const items = scene(run, index + 1, 1, { ...PLAIN_VIEW, show, hidden });
      const strong = items.filter(({ fill, role }) => role === "chip-text" && fill === "on-strong");
      return strong.map(({ text }) => text).filter((text) => /= [^∂]*$/.test(text));
    };
    assert.ok(numbers(false).every((text) => /\d/.test(text)));
    assert.ok(numbers(true).every((text) => text.endsWith("= ?")));
    assert.equal(numbers(true).length, step.left.filter(({ edge }) => edge !== null).length);
  });
});

test("model and scene know no page: they import nothing else and name nothing of a browser", () => {
  for (const folder of ["model", "scene"]) {
    const base = new URL(`../../static/js/${folder}/`, import.meta.url);
    for (const file of readdirSync(base, { recursive: true }).filter((each) => /js$/.test(each))) {
      const source = readFileSync(new URL(file, base), "utf-8");
      const code = source.replace(/\/\*[^]*?\*\/|\/\/.*/g, "");
      assert.doesNotMatch(
        code,
        /\b(document|window|globalThis|navigator|performance|fetch|location)\b\s*[.(]/,
        file,
      );
      for (const [, from] of code.matchAll(/^(?:import|\}).* from "([^"]+)";$/gm)) {
        assert.match(
          from,
          folder === "model" ? /^\.\.?\/\w+\.js$/ : /^\.(\.\/model)?\/\w+\.js$/,
          file,
        );
      }
    }
  }
});

/** @param {string} name */
function nodeOf(name) {
  return run.names.nodes.indexOf(name);
}

/** @param {string} name */
function cardOf(name) {
  return run.layout.frames[0].nodes.indexOf(nodeOf(name));
}

function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0.5 && height > 0.5;
}
