/** How large letters must be to be read, and how wide a text is in the fonts that the page ships. */

import { ADVANCES } from "./advances.js";

/** @typedef {"sans" | "mono"} Face */

/** Letters grow that much at most: in a picture seen from afar they are small after all. */
const MOST_GROWTH = 1.5;
const MONO = 0.6;
const UNKNOWN = 1;
const ELLIPSIS = "…";

/** @type {Record<400 | 600, Map<string, number>>} */
const WIDTHS = { 400: widths(400), 600: widths(600) };

/**
 * A size of type that can be read, as far as there can be room for it.
 * @param {number} size
 * @param {number} least
 */
export function legible(size, least) {
  return Math.min(Math.max(size, least), size * MOST_GROWTH);
}

/**
 * @param {string} text
 * @param {number} size
 * @param {Face} face
 * @param {boolean} [bold]
 */
export function widthOf(text, size, face, bold = false) {
  if (face === "mono") return text.length * size * MONO;
  const letters = WIDTHS[bold ? 600 : 400];
  let sum = 0;
  for (const letter of text) sum += letters.get(letter) ?? UNKNOWN;
  return sum * size;
}

/**
 * The text, or its beginning and an ellipsis; nothing where that would be too little.
 * @param {string} text
 * @param {number} room
 * @param {number} size
 * @param {Face} face
 */
export function clipped(text, room, size, face) {
  if (widthOf(text, size, face) <= room) return text;
  let kept = text;
  while (kept.length > 2 && widthOf(kept + ELLIPSIS, size, face) > room) kept = kept.slice(0, -1);
  return kept.length > 2 ? kept.trimEnd() + ELLIPSIS : "";
}

/**
 * @param {400 | 600} weight
 * @returns {Map<string, number>}
 */
function widths(weight) {
  const [letters, thousandths] = ADVANCES[weight];
  return new Map([...letters].map((letter, index) => [letter, thousandths[index] / 1000]));
}
