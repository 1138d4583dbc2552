/** The optimiser's step on one parameter, and the emptying of `.grad`. */

import { snapshotOf } from "../../model/run.js";
import { element } from "../dom.js";
import { tensorView } from "../tensor.js";
import { block, equation, factor, sign } from "./block.js";
import { pair } from "./forward.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * @param {Context} context
 * @param {import("../../types.js").UpdateStep} step
 * @returns {HTMLElement[]}
 */
export function updateSection({ state: { run }, reached }, step) {
  const name = run.names.tensors[step.tensor];
  const view = (/** @type {number | null} */ index, /** @type {"forward" | "gradient" | "update"} */ tone) => tensorView(snapshotOf(run, index), tone, name);
  const sections = [block(`${name}`, equation(factor(view(step.before, "forward"), "before"), ...(reached >= 2 ? [sign("→"), factor(view(step.after, "update"), "after")] : [])))];
  if (reached >= 1) sections.push(block(`${name}.grad`, view(step.grad, "gradient")));
  if (step.rule) sections.push(block("The rule", element("p", { class: "update-rule" }, step.rule), settings(step)));
  const states = step.state_after.map(({ name: what, snapshot }) => {
    const before = step.state_before.find((each) => each.name === what);
    return pair(what, equation(before ? view(before.snapshot, "forward") : element("span", { class: "tensor-none" }, "nothing"), sign("→"), view(snapshot, "update")));
  });
  return states.length && reached >= 2 ? [...sections, block("What the optimiser remembers", ...states)] : sections;
}

/**
 * @param {Context} context
 * @param {import("../../types.js").ZeroGradStep} step
 * @returns {HTMLElement[]}
 */
export function zeroGradSection({ state: { run } }, step) {
  return step.cleared.map(({ tensor, before, after }) =>
    block(`${run.names.tensors[tensor]}.grad`, equation(factor(tensorView(snapshotOf(run, before), "gradient"), "before"), sign("→"), factor(tensorView(snapshotOf(run, after), "gradient"), "after"))),
  );
}

/** @param {import("../../types.js").UpdateStep} step */
function settings({ optimizer }) {
  if (!optimizer) return null;
  const facts = optimizer.settings.flatMap(({ name, value }) => [element("dt", {}, name), element("dd", {}, String(value))]);
  return element("dl", { class: "statistics" }, ...facts);
}
