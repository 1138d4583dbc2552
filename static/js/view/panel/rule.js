/** The row of the rules table for an operation, as real mathematics. */

import { element } from "../dom.js";
import { parsedFormula } from "../formula.js";
import { about, block } from "./block.js";

/**
 * The rule of a node, or that the table has none.
 * @param {import("../../rules.js").Rule | null} rule
 * @param {string} name of the gradient function or operation
 * @param {number} node
 */
export function ruleOf(rule, name, node) {
  const words = `The table of rules has no row for ${name}: what it passes on is its own vector–Jacobian product.`;
  return about(
    rule ? ruleBlock(rule, name) : element("p", { class: "aside-note" }, words),
    "node",
    node,
  );
}

/**
 * @param {import("../../rules.js").Rule} rule
 * @param {string} name of the gradient function or operation
 */
function ruleBlock(rule, name) {
  return block(
    `The rule of ${name}`,
    parsedFormula(rule.forward),
    ...rule.inputs.map((slot) =>
      element(
        "div",
        { class: "rule-slot" },
        element("span", { class: "rule-argument" }, slot.argument),
        parsedFormula(slot.local ?? slot.rule),
      ),
    ),
    element("p", { class: "intuition" }, rule.intuition),
  );
}
