/** What must hold of every moment's display list, computed from its numbers alone. */

import { makeRun } from "../../static/js/model/run.js";
import { widthOf } from "../../static/js/scene/letters.js";
import { PLAIN_VIEW, scene } from "../../static/js/scene/scene.js";

const NONE = { values: false, requires_grad: false, grad_fn: false, chain: false };
/** Overlays as people combine them. */
const SHOWN = [
  ["values", "chain"],
  ["values", "requires_grad"],
  ["values", "grad_fn", "chain"],
  ["values", "requires_grad", "grad_fn", "chain"],
];
/** What is slightly out of place is not seen. */
const SLACK = 1;
/** A badge hangs on its card by so much. */
const SUNK = 7;

export { makeRun };

/**
 * What is wrong with the pictures of a run, in words; each picture is looked at in its first frame.
 * @param {import("../../static/js/model/run.js").Run} run
 * @param {number[]} sizes the smallest letters that can be read
 */
export function faultsOf(run, sizes) {
  const slide = run.layout.medium === "slide";
  const seen = new Set();
  const faults = new Set();
  for (const frame of run.layout.frames) {
    if (seen.has(frame.picture)) continue;
    seen.add(frame.picture);
    for (let position = frame.first_step + 1; position <= frame.last_step + 1; position += 1) {
      const least = sizes[position % sizes.length];
      const show = Object.fromEntries(SHOWN[position % SHOWN.length].map((name) => [name, true]));
      const margin = position % 2 ? { x: 0, y: 0 } : { x: 40, y: 90 };
      const view = { ...PLAIN_VIEW, show: { ...NONE, ...show }, slide, least, margin };
      for (const fault of faultsIn(scene(run, position, 1, view), view)) {
        faults.add(`at ${position} (${Object.keys(show)}; ${least}): ${fault}`);
      }
    }
  }
  return [...faults];
}

/**
 * @param {import("../../static/js/scene/display.js").Item[]} items
 * @param {import("../../static/js/scene/scene.js").View} view
 */
function* faultsIn(items, view) {
  const texts = items
    .filter(({ kind }) => kind === "text")
    .map((text) => ({ text, area: areaOf(text) }));
  const rects = (...roles) =>
    items.filter(({ kind, role }) => kind === "rect" && roles.includes(role));
  const cards = rects("shape");
  const labels = rects("chip", "badge");
  for (const { text } of texts) {
    if (text.size < view.least) yield `“${text.text}” (${text.role}) is too small`;
  }
  yield* clipped(texts, cards, labels, rects("module"));
  yield* covered(labels, cards, texts);
  yield* crowded(texts);
}

/** Texts that do not fit into what they stand in. */
function* clipped(texts, cards, labels, modules) {
  const frames = new Map([
    ...cards.map((card) => [card.group, card]),
    ...[...labels, ...modules].map((each) => [each.id, each]),
  ]);
  for (const { text, area } of texts) {
    const frame = frames.get(text.group ?? text.id.replace(/\.[^.]*$/, ""));
    if (frame && !holds(frame, area)) yield `“${text.text}” (${text.role}) does not fit`;
  }
}

/** Labels that cover a card, a module's name or each other. */
function* covered(labels, cards, texts) {
  const names = texts.filter(({ text }) => text.role === "module-label");
  for (const [index, label] of labels.entries()) {
    const slack = label.role === "badge" ? SUNK : SLACK;
    for (const card of cards)
      if (meet(label, card, slack)) yield `${label.id} covers ${card.group}`;
    for (const { text, area } of names)
      if (meet(label, area)) yield `${label.id} covers “${text.text}”`;
    for (const other of labels.slice(index + 1))
      if (meet(label, other)) yield `${label.id} covers ${other.id}`;
  }
}

/** Texts of a card, and names of modules, that run into each other. */
function* crowded(texts) {
  const groups = new Map();
  for (const each of texts) {
    if (each.text.role?.endsWith("-text")) continue;
    const key = each.text.group ?? "modules";
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  for (const group of groups.values()) {
    for (const [index, one] of group.entries()) {
      for (const other of group.slice(index + 1)) {
        if (meet(one.area, other.area)) yield `“${one.text.text}” runs into “${other.text.text}”`;
      }
    }
  }
}

/** The room of a text's letters, without what hangs below. */
function areaOf({ x, y, text, size, face, bold, anchor, after }) {
  const more = after ? after.shift + widthOf(after.text, after.size, face) : 0;
  const width = widthOf(text, size, face, bold) + more;
  const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
  return { x: left, y: y - 0.74 * size, width, height: 0.76 * size };
}

function holds(outer, inner) {
  return (
    inner.x >= outer.x - SLACK &&
    inner.y >= outer.y - SLACK &&
    inner.x + inner.width <= outer.x + outer.width + SLACK &&
    inner.y + inner.height <= outer.y + outer.height + SLACK
  );
}

function meet(a, b, slack = SLACK) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.min(width, height) > slack;
}
