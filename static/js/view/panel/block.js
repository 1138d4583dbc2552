/** The parts that the panel is made of: a titled block, an equation, a captioned factor. */

import { element } from "../dom.js";

/** @typedef {import("../dom.js").Child} Child */

/**
 * @param {Child | Child[]} title
 * @param {...Child} children
 */
export function block(title, ...children) {
  return element(
    "section",
    { class: "block" },
    element("h3", { class: "block-title" }, ...[title].flat()),
    ...children,
  );
}

/**
 * One factor of an equation with its caption under it.
 * @param {Child} value
 * @param {Child} caption
 * @returns {HTMLElement}
 */
export function factor(value, caption) {
  return element(
    "div",
    { class: "factor" },
    element("div", { class: "factor-value" }, value),
    element("div", { class: "factor-caption" }, caption),
  );
}

/**
 * A sign and what follows it, which stay together where the line breaks.
 * @param {string} sign
 * @param {Child} operand
 * @returns {HTMLElement}
 */
export function term(sign, operand) {
  return element("div", { class: "term" }, element("span", { class: "sign" }, sign), operand);
}

/**
 * @param {...Child} parts
 * @returns {HTMLElement}
 */
export function equation(...parts) {
  return element("div", { class: "equation" }, ...parts);
}

/**
 * Says which edge or node of the graph an element tells of.
 * @template {HTMLElement} Own
 * @param {Own} own
 * @param {"edge" | "node"} kind
 * @param {number} index
 */
export function about(own, kind, index) {
  own.setAttribute(`data-${kind}`, String(index));
  return own;
}
