/** The chain rule at one step: what arrived, times the local derivative, is what left. */

import { real } from "./numbers.js";
import { snapshotOf } from "./run.js";
import { countOf } from "./tensors.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("../types.js").Snapshot} Snapshot */
/** @typedef {import("../types.js").BackwardStep} BackwardStep */
/**
 * `by` is the step's node; `to` the node the product goes to. `error` compares our own product
 * with what autograd passed on, relative to the largest number; null where it cannot be formed.
 * @typedef {object} Product
 * @property {number} edge
 * @property {number} input
 * @property {number} to
 * @property {Snapshot | null} arrived
 * @property {Snapshot | null} local
 * @property {Snapshot | null} left
 * @property {number | null} error
 * @property {number | null} difference of the local derivative from finite differences
 */
/** @typedef {{rows: number, columns: number, values: number[]}} Matrix */

/**
 * The node whose gradient a step's pass computes; null outside a backward pass.
 * @param {Run} run
 * @param {number} position
 * @returns {number | null}
 */
export function rootAt(run, position) {
  const pass = run.trace.passes.find(({ first, last }) => first < position && position <= last + 1);
  return pass?.roots.length === 1 ? pass.roots[0].node : null;
}

/**
 * The name above the line of every gradient of the pass at a position.
 * @param {Run} run
 * @param {number} position
 */
export function lossName(run, position) {
  const root = rootAt(run, position);
  return root === null ? "L" : run.names.nodes[root];
}

/**
 * One product for each input that a gradient was passed on to.
 * @param {Run} run
 * @param {BackwardStep} step
 * @returns {Product[]}
 */
export function productsOf(run, step) {
  return step.left.flatMap(({ input, edge, snapshot }) => {
    if (edge === null || snapshot === null) return [];
    const left = snapshotOf(run, snapshot);
    const factors = factorsOf(run, step, input);
    const [{ arrived, local }] = factors.length
      ? factors
      : [{ arrived: onlyArrival(run, step), local: null }];
    const error = left && disagreement(factors, left);
    const difference = worst(step, input);
    const to = run.trace.edges[edge].source;
    return [{ edge, input, to, arrived, local, left, error, difference }];
  });
}

/**
 * @param {BackwardStep} step
 * @param {number} input
 * @returns {number | null}
 */
function worst(step, input) {
  const found = step.local
    .filter((local) => local.input === input)
    .map(({ difference }) => difference);
  if (found.length === 0 || found.includes(null)) return null;
  return Math.max(...found.map((each) => real(each ?? 0)));
}

/**
 * Whether what goes to a node at a step is one of several terms of its gradient.
 * @param {Run} run
 * @param {number} position
 * @param {number} node
 */
export function isShare(run, position, node) {
  const next = run.history.touched.get(node)?.find((each) => each > position);
  const step = next === undefined ? undefined : run.trace.steps[next - 1];
  if (step?.kind === "accumulate") return step.terms.length > 1;
  return step?.kind === "backward" && step.arrived.some(({ terms }) => terms.length > 1);
}

/**
 * A local derivative as a matrix: a row per element of the output.
 * @param {Snapshot} local
 * @param {Snapshot} arrived
 * @returns {Matrix | null}
 */
export function jacobian(local, arrived) {
  if (!local.values) return null;
  const rows = countOf(arrived);
  const values = local.values.map(real);
  return { rows, columns: values.length / Math.max(rows, 1), values };
}

/**
 * The diagonal of a square matrix that has nothing beside it: an elementwise derivative.
 * @param {Matrix} matrix
 * @returns {number[] | null}
 */
export function diagonal({ rows, columns, values }) {
  if (rows !== columns || rows < 2) return null;
  const alone = values.every((value, index) => value === 0 || index % (columns + 1) === 0);
  return alone ? Array.from({ length: rows }, (_, index) => values[index * (columns + 1)]) : null;
}

/**
 * @param {Run} run
 * @param {BackwardStep} step
 * @param {number} input
 */
function factorsOf(run, step, input) {
  return step.local
    .filter((local) => local.input === input)
    .map(({ output, snapshot }) => {
      const arrival = step.arrived.find((each) => each.output === output);
      return { arrived: snapshotOf(run, arrival?.sum), local: snapshotOf(run, snapshot) };
    });
}

/**
 * @param {Run} run
 * @param {BackwardStep} step
 */
function onlyArrival(run, step) {
  return step.arrived.length === 1 ? snapshotOf(run, step.arrived[0].sum) : null;
}

/**
 * @param {{arrived: Snapshot | null, local: Snapshot | null}[]} factors
 * @param {Snapshot} left
 * @returns {number | null}
 */
function disagreement(factors, left) {
  if (!left.values || factors.length === 0) return null;
  const sum = new Array(left.values.length).fill(0);
  for (const { arrived, local } of factors) {
    const matrix = arrived && local && jacobian(local, arrived);
    if (!arrived?.values || !matrix || matrix.columns !== sum.length) return null;
    addProduct(sum, arrived.values.map(real), matrix);
  }
  return largestDifference(sum, left.values.map(real));
}

/**
 * @param {number[]} sum
 * @param {number[]} upstream
 * @param {Matrix} matrix
 */
function addProduct(sum, upstream, { columns, values }) {
  upstream.forEach((factor, row) => {
    // What did not arrive contributes nothing, not even where the derivative is infinite.
    if (factor === 0) return;
    for (let column = 0; column < columns; column += 1) {
      sum[column] += factor * values[row * columns + column];
    }
  });
}

/**
 * @param {number[]} found
 * @param {number[]} expected
 * @returns {number | null}
 */
function largestDifference(found, expected) {
  const scale = Math.max(...expected.map(Math.abs), 1e-30);
  const worst = found.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - expected[index])),
    0,
  );
  return Number.isFinite(worst) && Number.isFinite(scale) ? worst / scale : null;
}
