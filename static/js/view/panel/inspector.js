/** Everything about one node, for the reader who asks. */

import { productsOf } from "../../model/chain.js";
import { at, heldAt } from "../../model/history.js";
import { lineText, snapshotOf } from "../../model/run.js";
import { shapeText, typeText } from "../../model/tensors.js";
import { stopAt } from "../../model/timeline.js";
import { button, element } from "../dom.js";
import { icon } from "../icons.js";
import { tensorView } from "../tensor.js";
import { localView, measured } from "./backward.js";
import { block } from "./block.js";
import { pair } from "./forward.js";
import { ruleOf } from "./rule.js";
import { whyBlocks } from "./why.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * @param {Context} context
 * @param {number} index
 * @returns {HTMLElement[]}
 */
export function inspector(context, index) {
  const { state, player, rules } = context;
  const { run } = state;
  const node = run.trace.nodes[index];
  const gradFn = node.grad_fn ?? node.op;
  const rule = node.kind === "operation" ? rules.find(gradFn) : null;
  const tracked = node.kind === "operation" && (rule !== null || node.grad_fn !== null);
  return [
    head(run.names.nodes[index], player),
    element("p", { class: "sentence" }, ...about(run, index)),
    ...quantities(context, index),
    ...whyBlocks(context, index),
    ...inputs(context, index),
    ...saved(context, index),
    ...(tracked ? [ruleOf(rule, gradFn, index)] : []),
    block("Facts", facts(run, index)),
    stepsOf(run, index, player),
  ];
}

/**
 * @param {string} name
 * @param {import("../../player.js").Player} player
 */
function head(name, player) {
  return element(
    "div",
    { class: "inspector-head" },
    element("h2", { class: "inspector-title" }, name),
    button("Back to the step (Escape)", icon("close"), () => player.select(null), {
      class: "round",
    }),
  );
}

/**
 * What the gradient function keeps from the forward pass, with what it held.
 * @param {Context} context
 * @param {number} index
 */
function saved({ state: { run, position } }, index) {
  const { saved: kept } = run.trace.nodes[index];
  if (kept.length === 0) return [];
  const rows = kept.map(({ name, shape, dtype, tensor }) => {
    const own = tensor === null ? null : run.trace.tensors[tensor];
    const value = own?.node == null ? null : valueAt(run, own.node, own.output, position);
    const words = [
      tensor === null ? "" : run.names.tensors[tensor],
      shapeText(shape),
      typeText(dtype),
    ];
    return pair(
      name,
      value
        ? tensorView(value, "forward", name)
        : element("span", {}, words.filter(Boolean).join(" ")),
    );
  });
  return [block("Saved for the backward pass", ...rows)];
}

/**
 * @param {import("../../model/run.js").Run} run
 * @param {number} node
 * @param {number} output
 * @param {number} position
 */
function valueAt(run, node, output, position) {
  return snapshotOf(run, heldAt(run.history.values.get(at(node, output)), position));
}

/**
 * @param {import("../../model/run.js").Run} run
 * @param {number} index
 */
function about(run, index) {
  const node = run.trace.nodes[index];
  if (node.kind === "leaf") {
    const tensor = node.outputs[0] === null ? null : run.trace.tensors[node.outputs[0]];
    if (tensor?.requires_grad) {
      const grad = element("code", {}, ".grad");
      return isFilled(run, node.outputs[0])
        ? ["A leaf that requires a gradient: the backward pass ends here and fills its ", grad, "."]
        : [
            "A leaf that requires a gradient, but no backward pass of this run fills its ",
            grad,
            ".",
          ];
    }
    return [`A leaf without a gradient. ${tensor?.why_no_grad ?? ""}`];
  }
  const call = node.expression ?? node.function ?? node.op;
  const back = node.grad_fn
    ? [" On the way back ", element("code", {}, node.grad_fn), " runs."]
    : [" Autograd does not track it."];
  return [element("code", {}, node.op), " runs in ", element("code", {}, call), ".", ...back];
}

/**
 * Whether a gradient comes to a leaf's `.grad` at any step.
 * @param {import("../../model/run.js").Run} run
 * @param {number | null} tensor
 */
function isFilled({ trace }, tensor) {
  return trace.steps.some(
    (step) => step.kind === "accumulate" && step.tensor === tensor && step.after !== null,
  );
}

/**
 * @param {import("../../model/run.js").Run} run
 * @param {number} index
 */
function facts(run, index) {
  const node = run.trace.nodes[index];
  const tensor =
    node.outputs[0] === null || node.outputs[0] === undefined
      ? null
      : run.trace.tensors[node.outputs[0]];
  const batch = run.batches.get(at(index, 0));
  const module = node.call === null ? null : run.trace.modules[run.trace.calls[node.call].module];
  /** @type {[string, string | null | undefined][]} */
  const rows = [
    ["shape", tensor && shapeText(tensor.shape, batch)],
    ["batch", batch ? `B=${batch}: axis 0 holds ${batch} examples, each treated alike` : null],
    ["dtype", tensor && typeText(tensor.dtype)],
    ["role", tensor?.role],
    ["requires_grad", tensor && (tensor.requires_grad ? "True" : "False")],
    ["grad_fn", node.grad_fn],
    ["module", module && [module.path, module.type].filter(Boolean).join(" · ")],
    ["path", tensor?.path],
    ["called as", node.function],
    ["line", node.line ? `${node.line}: ${lineText(run, node)}` : null],
    ["note", node.note],
  ];
  return element(
    "dl",
    { class: "facts" },
    ...rows.flatMap(([name, value]) =>
      value ? [element("dt", {}, name), element("dd", {}, value)] : [],
    ),
  );
}

/**
 * What it holds, and the gradient that came to it.
 * @param {Context} context
 * @param {number} index
 */
function quantities({ state: { run, position } }, index) {
  const node = run.trace.nodes[index];
  const leaf = node.kind === "leaf";
  return node.outputs.flatMap((tensor, output) => {
    const value = heldAt(run.history.values.get(at(index, output)), position);
    const series =
      leaf && tensor !== null
        ? run.history.grads.get(tensor)
        : run.history.gradients.get(at(index, output));
    const gradient = heldAt(series, position);
    const several = node.outputs.length > 1 ? ` of output ${output}` : "";
    const sections = [
      block(
        `${leaf ? "Value" : "Out"}${several}`,
        value === undefined
          ? element("p", { class: "aside-note" }, "not computed yet")
          : tensorView(snapshotOf(run, value), "forward", "value"),
      ),
    ];
    if (!series) return sections;
    const arrived =
      gradient === undefined
        ? element("p", { class: "aside-note" }, "none yet")
        : tensorView(snapshotOf(run, gradient), "gradient", "gradient");
    return [...sections, block(`${leaf ? ".grad" : "Gradient that arrived"}${several}`, arrived)];
  });
}

/**
 * What it read, the derivative for each input, and what went back there.
 * @param {Context} context
 * @param {number} index
 */
function inputs(context, index) {
  const { run, position } = context.state;
  const edges = run.into.get(index) ?? [];
  if (edges.length === 0) return [];
  const products = productsAt(context, index);
  const rows = edges.map((edge) => {
    const { source, source_output: output, differentiable, argument } = run.trace.edges[edge];
    const value = valueAt(run, source, output, position);
    const name = [run.names.nodes[source], argument && `(as ${argument})`]
      .filter(Boolean)
      .join(" ");
    const back = differentiable
      ? gradientBack(
          context,
          edge,
          products.find((product) => product.edge === edge),
        )
      : [element("p", { class: "aside-note" }, "no gradient goes back")];
    return element(
      "div",
      { class: "input", "data-edge": edge },
      pair(name, tensorView(value, "forward", name)),
      ...back,
    );
  });
  return [block("In", ...rows)];
}

/**
 * What its last backward step so far multiplied.
 * @param {Context} context
 * @param {number} index
 */
function productsAt({ state: { run, position }, hidden }, index) {
  const past = (run.history.touched.get(index) ?? []).filter((each) => each <= position);
  const last = past.findLast((each) => run.trace.steps[each - 1].kind === "backward");
  if (last === undefined || (hidden && last === position)) return [];
  return productsOf(
    run,
    /** @type {import("../../types.js").BackwardStep} */ (run.trace.steps[last - 1]),
  );
}

/**
 * @param {Context} context
 * @param {number} edge
 * @param {import("../../model/chain.js").Product | undefined} product
 */
function gradientBack({ state: { run, position }, hidden }, edge, product) {
  const sent = snapshotOf(run, heldAt(run.history.sent.get(edge), position));
  const { local, arrived } = product ?? {};
  return [
    local && arrived ? pair("local derivative", localView(local, arrived)) : null,
    product ? measured(product) : null,
    sent && !(hidden && !product)
      ? pair("∂ sent back", tensorView(sent, "gradient", "sent back"))
      : null,
  ];
}

/**
 * @param {import("../../model/run.js").Run} run
 * @param {number} index
 * @param {import("../../player.js").Player} player
 */
function stepsOf(run, index, player) {
  const positions = (run.history.touched.get(index) ?? []).slice(0, 12);
  const links = positions.map((position) =>
    element(
      "button",
      { type: "button", class: "plain", onclick: () => player.jump(position) },
      `${stopAt(run.timeline, position)} · ${run.trace.steps[position - 1].kind}`,
    ),
  );
  return block("Its steps", element("div", { class: "links" }, ...links));
}
