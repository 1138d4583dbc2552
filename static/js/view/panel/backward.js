/** A backward step: what arrived, the local derivative, the product, what left on each edge. */

import { diagonal, isShare, jacobian, lossName, productsOf } from "../../model/chain.js";
import { powerOfTen } from "../../model/numbers.js";
import { snapshotOf } from "../../model/run.js";
import { derivative } from "../../model/sentence.js";
import { countOf, shapeText } from "../../model/tensors.js";
import { element } from "../dom.js";
import { formula, math, operator, partial } from "../mathml.js";
import { numbers, single, tensorView } from "../tensor.js";
import { about, block, equation, factor, term } from "./block.js";
import { guessForm } from "./guess.js";
import { ruleOf } from "./rule.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("../../types.js").BackwardStep} BackwardStep */
/** @typedef {import("../../model/chain.js").Product} Product */
/** @typedef {import("../../types.js").Snapshot} Snapshot */

const WIDEST = 8;

/**
 * @param {Context} context
 * @param {BackwardStep} step
 * @returns {HTMLElement[]}
 */
export function backwardSection(context, step) {
  const { state, reached, rules } = context;
  const { run, position } = state;
  const loss = lossName(run, position);
  const node = run.trace.nodes[step.node];
  const products = productsOf(run, step);
  const rule = rules.find(node.grad_fn ?? node.op);
  const sections = [arrivals(context, step, loss)];
  if (reached >= 1) {
    sections.push(...products.map((product) => productBlock(context, step, product, loss)));
    if (step.local_note && (step.local.length || products.some(({ local }) => !local)))
      sections.push(aside(step.local_note));
  }
  const ungiven = step.left.filter(({ edge, snapshot }) => edge === null || snapshot === null);
  if (reached >= 3 && ungiven.length) sections.push(aside(nobody(run, step)));
  if (reached >= 1 && node.kind === "operation")
    sections.push(ruleOf(rule, node.grad_fn ?? node.op, step.node));
  return sections.filter((section) => section !== null);
}

/**
 * The question before the step is told.
 * @param {Context} context
 * @param {BackwardStep} step
 * @returns {HTMLElement[]}
 */
export function guesses(context, step) {
  const [first] = context.hidden ? productsOf(context.state.run, step) : [];
  return first ? [guessForm(context, first)] : [];
}

/**
 * @param {Context} context
 * @param {BackwardStep} step
 * @param {string} loss
 */
function arrivals({ state: { run } }, step, loss) {
  const own = run.names.nodes[step.node];
  const parts = step.arrived.map(({ output, terms, sum }) => {
    const total = tensorView(snapshotOf(run, sum), "gradient", derivative(loss, own));
    const caption = formula(true, partial(loss, own));
    const label =
      step.arrived.length > 1 ? element("p", { class: "aside-note" }, `output ${output}`) : null;
    if (terms.length < 2) return element("div", {}, label, equation(caption, term("=", total)));
    const shares = terms.map(({ edge, snapshot }, index) => {
      const from =
        edge === null ? "start" : `from ${run.names.nodes[run.trace.edges[edge].target]}`;
      const share = factor(tensorView(snapshotOf(run, snapshot), "gradient"), from);
      return index > 0 ? term("+", share) : share;
    });
    return element("div", {}, label, equation(...shares, term("=", factor(total, caption))));
  });
  const several = step.arrived.some(({ terms }) => terms.length > 1);
  return block(several ? "Arrives, from several consumers, and is summed" : "Arrives", ...parts);
}

/**
 * @param {Context} context
 * @param {BackwardStep} step
 * @param {Product} product
 * @param {string} loss
 */
function productBlock({ state: { run, position }, hidden, reached }, step, product, loss) {
  const own = run.names.nodes[step.node];
  const target = run.names.nodes[product.to];
  const starts = loss === own;
  const share = isShare(run, position, product.to) ? [math("mtext", "a share of\u00a0")] : [];
  const symbols = [
    formula(true, ...share, partial(loss, target)),
    formula(true, operator("="), partial(loss, own)),
    formula(true, operator("·"), partial(own, target)),
  ];
  const result = hidden ? masked() : tensorView(product.left, "gradient", derivative(loss, target));
  const parts =
    product.arrived && product.local
      ? [
          factor(tensorView(product.arrived, "gradient"), "arrived"),
          term("·", factor(hidden ? masked() : localView(product.local, product.arrived), "local")),
        ]
      : [
          factor(
            element("span", { class: "aside-note" }, "vector–Jacobian product"),
            "of what arrived",
          ),
        ];
  if (reached >= 2) parts.push(term("=", factor(result, "passed on")));
  const verdict = reached >= 3 && !hidden ? check(product) : null;
  const told = block(
    [`To ${target}`, verdict],
    starts ? null : element("div", { class: "symbols" }, ...symbols),
    equation(...parts),
    reached >= 1 && !hidden ? measured(product) : null,
  );
  return about(told, "edge", product.edge);
}

/**
 * @param {Snapshot} local
 * @param {Snapshot} arrived
 * @returns {HTMLElement}
 */
export function localView(local, arrived) {
  const matrix = jacobian(local, arrived);
  if (!matrix) return tensorView(local, "ink");
  const elementwise = diagonal(matrix);
  if (elementwise) return asArrived(elementwise, arrived, local.dtype);
  if (matrix.values.length === 1) return single(matrix.values[0], local.dtype, "ink");
  if (matrix.rows > WIDEST || matrix.columns > WIDEST) {
    return element(
      "span",
      { class: "aside-note" },
      `${matrix.rows} × ${matrix.columns} matrix, shape ${shapeText(local.shape)}`,
    );
  }
  return numbers(rows(matrix.values, matrix.columns), local.dtype);
}

/**
 * @param {number[]} values
 * @param {Snapshot} arrived
 * @param {string} dtype
 */
function asArrived(values, arrived, dtype) {
  if (countOf(arrived) > WIDEST * WIDEST)
    return element("span", { class: "aside-note" }, "element by element");
  return element(
    "div",
    {},
    numbers(rows(values, arrived.shape.at(-1) ?? 1), dtype),
    element("span", { class: "tensor-shape" }, "element by element"),
  );
}

/**
 * @param {number[]} values
 * @param {number} columns
 */
function rows(values, columns) {
  return Array.from({ length: values.length / columns }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns),
  );
}

function masked() {
  return element("span", { class: "masked" }, "?");
}

/**
 * Our own product beside what autograd passed on.
 * @param {Product} product
 */
function check({ error }) {
  if (error === null || !Number.isFinite(error)) return null;
  const size = error === 0 ? "" : ` to ${powerOfTen(error)}`;
  if (error < 1e-3) {
    const title = "The product, formed anew by this page, agrees with what autograd passed on";
    return element("span", { class: "check is-right", title }, `✓ agrees${size}`);
  }
  return element(
    "span",
    { class: "check is-wrong" },
    `✗ autograd passed on something else: a wrong backward?`,
  );
}

/**
 * The local derivative beside finite differences of the operation itself.
 * @param {Product} product
 */
export function measured({ difference }) {
  if (typeof difference !== "number") return null;
  if (difference < 1e-4) {
    const how = difference === 0 ? "exactly" : `to ${powerOfTen(difference)}`;
    return element("p", { class: "aside-note" }, `finite differences agree ${how}`);
  }
  const words = `finite differences say otherwise (by ${powerOfTen(difference)}): is this a kink?`;
  return element("p", { class: "aside-note" }, words);
}

/**
 * @param {import("../../model/run.js").Run} run
 * @param {BackwardStep} step
 */
function nobody(run, step) {
  const plain = (run.into.get(step.node) ?? [])
    .map((edge) => run.trace.edges[edge])
    .filter(({ differentiable }) => !differentiable);
  const names = [...new Set(plain.map(({ source }) => run.names.nodes[source]))];
  if (names.length === 0)
    return "One of its inputs asks for no gradient, so none is computed for it.";
  return `Nothing goes to ${names.join(" or ")}: ${names.length > 1 ? "they ask" : "it asks"} for no gradient.`;
}

/** @param {string} text */
function aside(text) {
  return element("p", { class: "aside-note" }, text);
}
