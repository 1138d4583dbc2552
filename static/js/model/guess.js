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
  const text = typed.trim().replaceAll(MINUS, "-").replace(",", ".");
  if (text === "" || Number.isNaN(Number(text))) return null;
  const wanted = real(number);
  return Math.abs(Number(text) - wanted) <= Math.max(Math.abs(wanted) * TOLERANCE, 1e-9);
}
