/** One operation or tensor at one moment: what its card has to show, and whether that changed. */

import { at } from "../model/history.js";
import { faceItems } from "./face.js";
import { remembered } from "./memo.js";
import { gradientOf, valueOf } from "./moment.js";

/** @typedef {import("./display.js").Item} Item */
/** @typedef {import("./moment.js").Moment} Moment */
/** @typedef {import("./moment.js").Content} Content */
/** @typedef {import("../types.js").Card} Card */
/** @typedef {{card: Card, index: number, node: number, tensor: number | null}} Drawn */

/**
 * @param {Moment} moment
 * @param {Drawn} drawn
 * @param {import("./scene.js").View} view
 * @param {boolean} [bare] without its texts
 * @returns {Item[]}
 */
export function cardItems(moment, { card, index, node, tensor }, view, bare = false) {
  const { run, lit, phase } = moment;
  const output = tensor === null ? 0 : run.trace.tensors[tensor].output;
  const batch = run.batches.get(at(node, output)) ?? 0;
  const face = {
    id: `card${index}`,
    card,
    node,
    style: run.layout.style,
    name: card.title || run.names.nodes[node],
    value: valueOf(moment, node, output),
    gradient: gradientOf(moment, node, tensor, output),
    current: lit.has(node) ? phase : null,
    selected: view.selected === node,
    pointed: view.pointed?.nodes.includes(node) ?? false,
    numbers: view.show.values,
    named: view.show.grad_fn && run.trace.nodes[node].grad_fn !== null,
    slide: view.slide,
    least: view.least,
    batch,
    along: tensor !== null && run.trace.tensors[tensor].shape.length === 2,
    bare,
  };
  return remembered(run, face.id, keyOf(face), () => faceItems(face));
}

/**
 * Everything that a face depends on.
 * @param {import("./face.js").Face} face
 */
function keyOf(face) {
  const { card, node, value, gradient, current, selected, pointed, numbers, named } = face;
  const { slide, least, batch, bare } = face;
  const held = [value, gradient].map((content) => `${content.held}@${content.seen}`);
  return [
    card.x,
    card.y,
    node,
    ...held,
    current,
    selected,
    pointed,
    numbers,
    named,
    slide,
    least,
    batch,
    bare,
  ].join();
}
