import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { PALETTE } from "../../static/js/scene/palette.js";

const css = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf-8");

/** @param {string} colour */
function channels(colour) {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16) / 255);
}

/** @param {number[]} rgb */
function luminance(rgb) {
  const [r, g, b] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {number[]} a @param {number[]} b */
function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

// Machado, Oliveira and Fernandes (2009), severity 1, on linear light.
const SIGHT = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** @param {number[][]} matrix @param {number[]} rgb */
function seen(matrix, rgb) {
  const linear = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return matrix.map((row) => {
    const c = Math.min(
      Math.max(
        row.reduce((sum, each, i) => sum + each * linear[i], 0),
        0,
      ),
      1,
    );
    return c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055;
  });
}

const GROUNDS = ["ground", "surface", "wash", "card", "card-data", "module", "module-deep"];
const CELLS = ["cell-positive", "cell-negative", "cell-broken"];
const LIT = ["forward-soft", "gradient-soft", "update-soft"];
const ANYWHERE = [...GROUNDS, ...LIT, ...CELLS];
const TEXTS = {
  ink: ANYWHERE,
  muted: ANYWHERE,
  forward: ANYWHERE,
  gradient: ANYWHERE,
  update: ANYWHERE,
  "on-strong": ["gradient-strong"],
};
const STROKES = ["forward", "gradient-line", "update", "idle", "outline", "faint", "focus"];

for (const [theme, colours] of Object.entries(PALETTE)) {
  for (const [sight, matrix] of Object.entries(SIGHT)) {
    test(`${theme}: texts contrast at least 4.5:1 and strokes 3:1 with ${sight} sight`, () => {
      const see = (name) => seen(matrix, channels(colours[name]));
      for (const [text, grounds] of Object.entries(TEXTS)) {
        for (const ground of grounds) {
          const found = contrast(see(text), see(ground));
          assert.ok(found >= 4.5, `${text} on ${ground}: ${found.toFixed(2)}`);
        }
      }
      for (const stroke of STROKES) {
        const found = contrast(see(stroke), see("ground"));
        assert.ok(found >= 3, `${stroke}: ${found.toFixed(2)}`);
      }
    });
  }

  test(`${theme}: the style sheet has the same colours`, () => {
    for (const [name, colour] of Object.entries(colours)) {
      assert.ok(css.includes(`--${name}: ${colour};`), `${name} is not ${colour} in tokens.css`);
    }
  });
}
