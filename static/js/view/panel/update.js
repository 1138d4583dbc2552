/** The optimiser's step on one parameter, and the emptying of `.grad`. */

import { plainRate, updateRule } from "../../model/optimisers.js";
import { snapshotOf } from "../../model/run.js";
import { element } from "../dom.js";
import { tensorView } from "../tensor.js";
import { block, equation, factor, term } from "./block.js";
import { pair } from "./forward.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * @param {Context} context
 * @param {import("../../types.js").UpdateStep} step
 * @returns {HTMLElement[]}
 */
export function updateSection({ state: { run }, reached }, step) {
  const name = run.names.tensors[step.tensor];
  const view = (
    /** @type {number | null} */ index,
    /** @type {"forward" | "gradient" | "update"} */ tone,
  ) => tensorView(snapshotOf(run, index), tone, name);
  const rate = plainRate(step);
  const parts = [factor(view(step.before, "forward"), "before")];
  if (reached >= 1 && rate !== null)
    parts.push(
      term("−", factor(element("span", { class: "number" }, String(rate)), "lr")),
      term("·", factor(view(step.grad, "gradient"), ".grad")),
    );
  if (reached >= 2)
    parts.push(term(rate === null ? "→" : "=", factor(view(step.after, "update"), "after")));
  const sections = [block(name, equation(...parts))];
  if (reached >= 1 && rate === null)
    sections.push(block(`${name}.grad`, view(step.grad, "gradient")));
  const lines = updateRule(step);
  if (lines)
    sections.push(
      block(
        step.optimizer ? `The rule of ${step.optimizer.type}` : "The rule, written by hand",
        ...lines.map((line) => element("p", { class: "update-rule" }, line)),
        settings(step, lines),
      ),
    );
  const remembered = step.state_after.map(({ name: what, snapshot }) => {
    const before = step.state_before.find((each) => each.name === what);
    return pair(
      what,
      equation(
        before
          ? view(before.snapshot, "forward")
          : element("span", { class: "tensor-none" }, "nothing"),
        term("→", view(snapshot, "update")),
      ),
    );
  });
  return remembered.length && reached >= 2
    ? [...sections, block("What the optimiser remembers", ...remembered)]
    : sections;
}

/**
 * @param {Context} context
 * @param {import("../../types.js").ZeroGradStep} step
 * @returns {HTMLElement[]}
 */
export function zeroGradSection({ state: { run } }, step) {
  return step.cleared.map(({ tensor, before, after }) =>
    block(
      `${run.names.tensors[tensor]}.grad`,
      equation(
        factor(tensorView(snapshotOf(run, before), "gradient"), "before"),
        term("→", factor(tensorView(snapshotOf(run, after), "gradient"), "after")),
      ),
    ),
  );
}

/**
 * The settings that the rule speaks of, and others that are not at rest.
 * @param {import("../../types.js").UpdateStep} step
 * @param {string[]} lines
 */
function settings({ optimizer }, lines) {
  if (!optimizer) return null;
  const spoken = lines.join(" ");
  const told = optimizer.settings.filter(
    ({ name, value }) =>
      spoken.includes(name) ||
      (name === "betas" && spoken.includes("β")) ||
      (value && !QUIET.has(name)),
  );
  return element(
    "dl",
    { class: "statistics" },
    ...told.flatMap(({ name, value }) => [
      element("dt", {}, name),
      element("dd", {}, String(value)),
    ]),
  );
}

/** Settings of how it is computed, not of what. */
const QUIET = new Set([
  "foreach",
  "fused",
  "capturable",
  "differentiable",
  "decoupled_weight_decay",
]);
