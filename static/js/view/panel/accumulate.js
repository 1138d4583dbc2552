/** A leaf's `.grad`: what it held, what comes in, what it holds now. */

import { snapshotOf } from "../../model/run.js";
import { tensorView } from "../tensor.js";
import { block, equation, factor, term } from "./block.js";

/**
 * @param {import("./context.js").Context} context
 * @param {import("../../types.js").AccumulateStep} step
 * @returns {HTMLElement[]}
 */
export function accumulateSection({ state: { run }, reached }, step) {
  const name = run.names.tensors[step.tensor];
  const shown = (/** @type {number | null} */ index) =>
    tensorView(snapshotOf(run, index), "gradient");
  /** @type {HTMLElement[]} */
  const parts = [factor(tensorView(snapshotOf(run, step.before), "gradient"), "held before")];
  if (reached >= 1) parts.push(term("+", factor(shown(step.incoming), "comes in")));
  if (reached >= 2) parts.push(term("=", factor(shown(step.after), "holds now")));
  const { terms } = step;
  if (terms.length < 2) return [block(`${name}.grad`, equation(...parts))];
  const shares = terms.map(({ edge, snapshot }, index) => {
    const share = factor(
      shown(snapshot),
      edge === null ? "start" : `from ${run.names.nodes[run.trace.edges[edge].target]}`,
    );
    return index > 0 ? term("+", share) : share;
  });
  return [
    block("Comes in, from several consumers", equation(...shares)),
    block(`${name}.grad`, equation(...parts)),
  ];
}
