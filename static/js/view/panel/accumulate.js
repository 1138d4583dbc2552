/** A leaf's `.grad`: what it held, what comes in, what it holds now. */

import { snapshotOf } from "../../model/run.js";
import { element } from "../dom.js";
import { tensorView } from "../tensor.js";
import { block, equation, factor, sign } from "./block.js";

/**
 * @param {import("./context.js").Context} context
 * @param {import("../../types.js").AccumulateStep} step
 * @returns {HTMLElement[]}
 */
export function accumulateSection({ state: { run }, hidden, reached }, step) {
  const name = run.names.tensors[step.tensor];
  /** @type {(index: number | null) => HTMLElement} */
  const shown = (index) => (hidden ? element("span", { class: "masked" }, "?") : tensorView(snapshotOf(run, index), "gradient"));
  /** @type {HTMLElement[]} */
  const parts = [factor(tensorView(snapshotOf(run, step.before), "gradient"), "held before")];
  if (reached >= 1) parts.push(sign("+"), factor(shown(step.incoming), "comes in"));
  if (reached >= 2) parts.push(sign("="), factor(shown(step.after), "holds now"));
  const { terms } = step;
  const shares = terms.length > 1
    ? [block("Comes in, from several consumers", equation(...terms.flatMap(({ edge, snapshot }, index) => [index > 0 && sign("+"), factor(shown(snapshot), edge === null ? "start" : `from ${run.names.nodes[run.trace.edges[edge].target]}`)])))]
    : [];
  return [...shares, block(`${name}.grad`, equation(...parts))];
}
