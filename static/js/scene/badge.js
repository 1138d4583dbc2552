/** What the overlays `requires_grad` and gradient functions add at the foot of each card. */

import { tidy } from "./display.js";
import { baseline } from "./grid.js";
import { legible, widthOf } from "./letters.js";

/** @typedef {import("./display.js").Item} Item */

const SIZE = 17;
const LEADING = 1.5;

/**
 * @param {import("./moment.js").Moment} moment
 * @param {import("./card.js").Drawn} drawn
 * @param {import("./scene.js").View} view
 * @returns {Item[]}
 */
export function badgeItems({ run }, { card, index, node, tensor }, { show, slide, least }) {
  const { trace } = run;
  /** @type {[string, string][]} */
  const lines = [];
  if (show.requires_grad && tensor !== null) lines.push(ofRequiresGrad(trace.tensors[tensor]));
  // Where there is a gradient function, the card itself names it.
  const { kind, grad_fn: gradFn } = trace.nodes[node];
  if (show.grad_fn && kind === "operation" && (!gradFn || slide))
    lines.push(gradFn ? [gradFn, "gradient"] : ["no grad_fn", "muted"]);
  const size = legible(SIZE, least);
  return lines.flatMap(([text, tone], line) =>
    badge(`badge${index}.${line}`, card, text, tone, line, size),
  );
}

/**
 * @param {import("../types.js").Tensor} tensor
 * @returns {[string, string]}
 */
function ofRequiresGrad({ requires_grad: needs, is_leaf: leaf }) {
  if (!needs) return ["requires_grad=False", "muted"];
  return leaf ? ["requires_grad=True → .grad", "update"] : ["requires_grad=True", "ink"];
}

/**
 * @param {string} id
 * @param {import("../types.js").Card} card
 * @param {string} text
 * @param {string} tone
 * @param {number} line
 * @param {number} size
 * @returns {Item[]}
 */
function badge(id, card, text, tone, line, size) {
  const width = widthOf(text, size, "mono") + size;
  const height = size * LEADING;
  const middle = card.y + card.height + 5 + line * (height + 3);
  const x = card.x + card.width / 2;
  return [
    {
      kind: "rect",
      id,
      group: null,
      role: "badge",
      x: tidy(x - width / 2),
      y: tidy(middle - height / 2),
      width: tidy(width),
      height,
      radius: height / 2,
      fill: "surface",
      stroke: tone,
      weight: 1.5,
    },
    {
      kind: "text",
      id: `${id}.text`,
      group: null,
      role: "badge-text",
      x: tidy(x),
      y: baseline(middle, size),
      text,
      size,
      anchor: "middle",
      face: "mono",
      fill: tone,
    },
  ];
}
