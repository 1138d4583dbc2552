/** What the overlays `requires_grad` and gradient functions add at the foot of each card. */

import { legible } from "./letters.js";
import { subtitleText } from "./subtitle.js";

/** @typedef {import("./label.js").Label} Label */

const SIZE = 18;

/**
 * @param {import("./moment.js").Moment} moment
 * @param {import("./card.js").Drawn} drawn
 * @param {import("./scene.js").View} view
 * @returns {Label[]}
 */
export function badgesOf({ run }, { card, index, node, tensor }, { show, slide, least }) {
  const { trace, layout } = run;
  /** @type {[string, string, string][]} */
  const told = [];
  if (show.requires_grad && tensor !== null)
    told.push([`badge${index}.0`, ...ofRequiresGrad(trace.tensors[tensor], slide)]);
  const { kind, grad_fn: gradFn } = trace.nodes[node];
  // Where there is a gradient function and room for it, the card itself names it.
  const named =
    gradFn !== null && !slide && subtitleText(card, layout.style, least).endsWith(gradFn);
  if (show.grad_fn && kind === "operation" && !named)
    told.push([`badge${index}.1`, gradFn ?? "no grad_fn", gradFn ? "gradient" : "muted"]);
  return told.map(([id, text, tone]) => ({
    id,
    role: "badge",
    lines: [text],
    size: legible(SIZE, least),
    face: slide ? "sans" : "mono",
    anchor: "middle",
    fill: "surface",
    stroke: tone,
    tone,
  }));
}

/**
 * @param {import("../types.js").Tensor} tensor
 * @param {boolean} brief
 * @returns {[string, string]}
 */
function ofRequiresGrad({ requires_grad: needs, is_leaf: leaf }, brief) {
  const word = brief ? "" : "requires_grad=";
  if (!needs) return [`${word}False`, "muted"];
  return leaf ? [`${word}True → .grad`, "update"] : [`${word}True`, "ink"];
}
