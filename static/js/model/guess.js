/** Whether a number that somebody typed is the number of the run. */

import { MINUS, real } from "./numbers.js";

/** Three digits are shown, so three digits are asked for. */
const TOLERANCE = 0.006;

/**
 * @param {string} typed
 * @param {import("../types.js").Scalar} number
 * @returns {boolean | null} null where it is no number
 */
export function isRight(typed, number) {
  const guess = typedNumber(typed);
  if (guess === null) return null;
  const wanted = real(number);
  if (!Number.isFinite(wanted)) return Object.is(guess, wanted);
  return Math.abs(guess - wanted) <= Math.max(Math.abs(wanted) * TOLERANCE, 1e-9);
}

/**
 * A number as people write it: "−0.5", "0,5", "1/3", "1e-3", "inf", "nan".
 * @param {string} typed
 * @returns {number | null}
 */
function typedNumber(typed) {
  const text = typed.trim().toLowerCase().replaceAll(MINUS, "-").replaceAll(",", ".");
  const word = WORDS.get(text.replace(/^[-+]/, ""));
  if (word !== undefined) return text.startsWith("-") ? -word : word;
  const [above, below, more] = text.split("/");
  const number = below === undefined ? Number(above) : Number(above) / Number(below);
  const empty = above.trim() === "" || below?.trim() === "" || more !== undefined;
  return empty || Number.isNaN(number) ? null : number;
}

const WORDS = new Map([
  ["inf", Infinity],
  ["∞", Infinity],
  ["nan", NaN],
]);
