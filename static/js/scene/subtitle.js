/** A card's last line: a leaf's shape, an operation's gradient function. */

import { legible, widthOf } from "./letters.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").Style} Style */

/** @param {Card} card @returns {"sans" | "mono"} */
export function subtitleFace({ kind }) {
  return kind === "operation" ? "mono" : "sans";
}

/**
 * Whether it can be read where it stands.
 * @param {Card} card
 * @param {Style} style
 * @param {number} least the smallest letters that can be read
 */
export function subtitleFits(card, style, least) {
  const size = legible(style.subtitle_size, least);
  const width = widthOf(card.subtitle, size, subtitleFace(card));
  return size <= style.subtitle_line && width <= card.width - style.padding_x;
}
