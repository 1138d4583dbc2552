/** A card's last line: a leaf's shape, an operation's gradient function. */

import { legible, widthOf } from "./letters.js";

/** Letters may be so much higher than their line is meant for. */
const SPARE = 3;

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").Style} Style */

/** @param {Card} card @returns {"sans" | "mono"} */
export function subtitleFace({ kind }) {
  return kind === "operation" ? "mono" : "sans";
}

/**
 * As much of it as can be read where it stands: all, or a tensor's shape, or nothing.
 * @param {Card} card
 * @param {Style} style
 * @param {number} least the smallest letters that can be read
 * @param {number} batch the size of axis 0 where that is a batch, else 0
 */
export function subtitleText(card, style, least, batch = 0) {
  const size = legible(style.subtitle_size, least);
  if (size > style.subtitle_line + SPARE) return "";
  const shape = card.subtitle.split(" · ").find((part) => part.startsWith("(")) ?? "";
  const fits = (/** @type {string} */ text) =>
    widthOf(text, size, subtitleFace(card)) <= card.width - style.padding_x;
  const marked = (/** @type {string} */ text) => (batch ? text.replace("(", "(B=") : text);
  // An operation rather keeps its gradient function: its rows are marked, too.
  const whole = card.kind === "operation" || !batch ? [card.subtitle] : [];
  return [marked(card.subtitle), ...whole, marked(shape), shape].find(fits) ?? "";
}
