/** Small formulas as MathML, which screen readers read; made, never parsed. */

import { bracketed } from "../model/names.js";

const MATH = "http://www.w3.org/1998/Math/MathML";

/**
 * @param {string} tag
 * @param {...(Element | string)} children
 * @returns {Element}
 */
export function math(tag, ...children) {
  const made = document.createElementNS(MATH, tag);
  made.append(...children);
  return made;
}

/**
 * @param {boolean} block on a line of its own
 * @param {...Element} children
 */
export function formula(block, ...children) {
  const made = math("math", math("mrow", ...children));
  made.setAttribute("display", block ? "block" : "inline");
  return made;
}

/**
 * ∂above/∂below.
 * @param {string} above
 * @param {string} below
 */
export function partial(above, below) {
  return math("mfrac", difference(above), difference(below));
}

/** @param {string} sign */
export function operator(sign) {
  return math("mo", sign);
}

/** @param {string} name */
function difference(name) {
  return math("mrow", math("mo", "∂"), math("mi", bracketed(name)));
}
