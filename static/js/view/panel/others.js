/** Hooks, prints and the error that ended a program. */

import { snapshotOf } from "../../model/run.js";
import { shapeText } from "../../model/tensors.js";
import { element } from "../dom.js";
import { tensorView } from "../tensor.js";
import { block, equation, factor, term } from "./block.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * @param {Context} context
 * @param {import("../../types.js").HookStep} step
 * @returns {HTMLElement[]}
 */
export function hookSection({ state: { run } }, step) {
  const view = (/** @type {number | null} */ index) =>
    tensorView(snapshotOf(run, index), "gradient");
  return [
    block(
      "The gradient",
      equation(
        factor(view(step.before), "before"),
        term("→", factor(view(step.after), "after the hook")),
      ),
    ),
  ];
}

/**
 * @param {Context} _context
 * @param {import("../../types.js").PrintStep} step
 * @returns {HTMLElement[]}
 */
export function printSection(_context, step) {
  return [block("Printed", element("pre", { class: "printed", tabIndex: 0 }, step.text))];
}

/**
 * @param {Context} context
 * @returns {HTMLElement[]}
 */
export function errorSection({ state: { run } }) {
  const { error } = run.trace;
  if (!error) return [];
  const facts = [
    element("p", { class: "error-message" }, element("b", {}, error.type), `: ${error.message}`),
  ];
  if (error.operation)
    facts.push(
      element(
        "p",
        {},
        "In ",
        element("code", {}, error.operation),
        error.shapes.length
          ? `, on ${error.shapes.map((shape) => shapeText(shape)).join(" and ")}`
          : "",
        ".",
      ),
    );
  return [
    block("The error", ...facts),
    ...(error.hint ? [block("What to do", element("p", {}, error.hint))] : []),
  ];
}
