/** The row of the rules table for an operation, as real mathematics. */

import { element } from "../dom.js";
import { parsedFormula } from "../formula.js";
import { block } from "./block.js";

/**
 * @param {import("../../rules.js").Rule} rule
 * @param {string} name of the gradient function or operation
 * @param {number | null} input show the rule of this input alone
 */
export function ruleBlock(rule, name, input) {
  const slots = input === null ? rule.inputs : rule.inputs.filter((_, index) => index === input);
  return block(
    `The rule of ${name}`,
    parsedFormula(rule.forward),
    ...slots.map((slot) =>
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
