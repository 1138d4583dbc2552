/** MathML that the server wrote, rebuilt from the elements that mathematics needs and no others. */

import { element } from "./dom.js";
import { math } from "./mathml.js";

const ALLOWED = new Set(
  "math mrow mi mn mo mtext ms mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd mstyle mpadded mphantom menclose".split(
    " ",
  ),
);
const ATTRIBUTES = [
  "display",
  "displaystyle",
  "class",
  "mathvariant",
  "stretchy",
  "fence",
  "separator",
  "accent",
  "accentunder",
  "columnalign",
  "movablelimits",
  "form",
  "lspace",
  "rspace",
  "width",
  "linethickness",
  "minsize",
  "maxsize",
];

/**
 * @param {import("../rules.js").Formula} formula
 * @param {Map<string, string>} [letters] names to be written for letters
 * @returns {HTMLElement}
 */
export function parsedFormula({ mathml, latex }, letters = new Map()) {
  const parsed = new DOMParser().parseFromString(mathml, "application/xml").documentElement;
  const made = rebuilt(parsed, letters);
  return element("div", { class: "formula" }, made ?? latex);
}

/**
 * @param {Element} source
 * @param {Map<string, string>} letters
 * @returns {Element | null}
 */
function rebuilt(source, letters) {
  if (!ALLOWED.has(source.localName)) return null;
  const made = math(source.localName);
  for (const name of ATTRIBUTES) {
    const value = source.getAttribute(name);
    if (value !== null) made.setAttribute(name, value);
  }
  for (const child of source.childNodes) {
    if (child instanceof Element) made.append(rebuilt(child, letters) ?? "");
    else if (child.textContent?.trim())
      made.append(named(source, child.textContent.trim(), letters));
  }
  return made;
}

/**
 * @param {Element} source
 * @param {string} text
 * @param {Map<string, string>} letters
 */
function named(source, text, letters) {
  return source.localName === "mi" ? (letters.get(text) ?? text) : text;
}
