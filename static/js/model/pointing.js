/** What belongs together: of a node, an edge or a step, the nodes, edges and line to light up. */

import { nodesOf } from "./history.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {{nodes: readonly number[], edges: readonly number[], line: number | null}} Pointed */

/**
 * @param {Run} run
 * @param {number} node
 * @returns {Pointed}
 */
export function pointNode(run, node) {
  const edges = [...(run.into.get(node) ?? []), ...(run.from.get(node) ?? [])];
  return { nodes: [node], edges, line: run.trace.nodes[node].line };
}

/**
 * @param {Run} run
 * @param {number} edge
 * @returns {Pointed}
 */
export function pointEdge(run, edge) {
  const { source, target } = run.trace.edges[edge];
  return { nodes: [source, target], edges: [edge], line: run.trace.nodes[target].line };
}

/**
 * @param {Run} run
 * @param {number} position
 * @returns {Pointed}
 */
export function pointStep(run, position) {
  const step = run.trace.steps[position - 1];
  return { nodes: nodesOf(step, run.trace), edges: [], line: step.line };
}
