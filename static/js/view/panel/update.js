/** The optimiser's step on one parameter, and the emptying of `.grad`. */

import { plainRate, ruleLines, settingOf } from "../../model/optimisers.js";
import { snapshotOf } from "../../model/run.js";
import { element } from "../dom.js";
import { tensorView } from "../tensor.js";
import { parsedFormula } from "../formula.js";
import { block, equation, factor, term } from "./block.js";
import { pair } from "./forward.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * @param {Context} context
 * @param {import("../../types.js").UpdateStep} step
 * @returns {HTMLElement[]}
 */
export function updateSection({ state: { run }, reached, rules }, step) {
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
  const rule = ruleOf(step, rules);
  if (rule) sections.push(rule);
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
 * The lines of the rule as mathematics, and what their letters are.
 * @param {import("../../types.js").UpdateStep} step
 * @param {import("../../rules.js").Rules} rules
 */
function ruleOf(step, rules) {
  const lines = ruleLines(step);
  if (lines.length === 0) return null;
  if (!step.optimizer) {
    const words = lines.map((line) => element("p", {}, element("code", {}, line)));
    return block("The rule, written by hand", ...words);
  }
  const known = rules.optimiser(step.optimizer.type);
  const formulas = lines.map((line) => {
    const formula = known?.lines.find(({ latex }) => latex === line);
    return formula ? parsedFormula(formula) : element("p", {}, element("code", {}, line));
  });
  return block(`The rule of ${step.optimizer.type}`, ...formulas, letters(step, lines, known));
}

/**
 * @param {import("../../types.js").UpdateStep} step
 * @param {string[]} lines
 * @param {import("../../rules.js").Optimiser | null} known
 */
function letters(step, lines, known) {
  const spoken = lines.join(" ");
  const rows = (known?.letters ?? []).flatMap(({ sign, source, name }) => {
    const used = new RegExp(`(^|[^a-zA-Z])${sign.latex.replace(/[\\{}]/g, "\\$&")}($|[^a-zA-Z])`);
    if (!used.test(spoken)) return [];
    const value = MEANT[source] ?? (source === "setting" ? settingOf(step, name) : undefined);
    const words = [name, value].filter(Boolean).join(source === "setting" ? " = " : "");
    return words ? [element("dt", {}, parsedFormula(sign)), element("dd", {}, words)] : [];
  });
  return element("dl", { class: "letters" }, ...rows.flat());
}

/** @type {{[source: string]: string}} */
const MEANT = { parameter: "the parameter", grad: "its .grad" };
