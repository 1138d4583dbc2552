/** A forward step: what went in, what came out, and the rule it follows. */

import { snapshotOf } from "../../model/run.js";
import { element } from "../dom.js";
import { tensorView } from "../tensor.js";
import { about, block } from "./block.js";
import { ruleOf } from "./rule.js";

/**
 * @param {import("./context.js").Context} context
 * @param {import("../../types.js").ForwardStep} step
 * @returns {HTMLElement[]}
 */
export function forwardSection({ state: { run }, rules }, step) {
  const { nodes, edges } = run.trace;
  const node = nodes[step.node];
  const inputs = step.inputs.map(({ edge, snapshot }) => {
    const name = run.names.nodes[edges[edge].source];
    const row = pair(name, tensorView(snapshotOf(run, snapshot), "forward", name));
    return about(row, "edge", edge);
  });
  const outputs = step.outputs.map((snapshot, output) => {
    const tensor = node.outputs[output];
    const name =
      tensor === null || tensor === undefined
        ? run.names.nodes[step.node]
        : run.names.tensors[tensor];
    const row = pair(name, tensorView(snapshotOf(run, snapshot), "forward", name));
    return about(row, "node", step.node);
  });
  const rule = rules.find(node.grad_fn ?? node.op);
  return [
    ...(inputs.length ? [block("In", ...inputs)] : []),
    block("Out", ...outputs),
    ...(rule ? [ruleOf(rule, node.grad_fn ?? node.op, step.node)] : []),
  ];
}

/**
 * @param {string} name
 * @param {HTMLElement} value
 */
export function pair(name, value) {
  return element("div", { class: "pair" }, element("span", { class: "pair-name" }, name), value);
}
