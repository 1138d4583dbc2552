/** Everything about one node, for the reader who asks. */

import { at, heldAt } from "../../model/history.js";
import { lineText, snapshotOf } from "../../model/run.js";
import { shapeText, typeText } from "../../model/tensors.js";
import { button, element } from "../dom.js";
import { icon } from "../icons.js";
import { tensorView } from "../tensor.js";
import { block } from "./block.js";
import { pair } from "./forward.js";
import { ruleBlock } from "./rule.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * @param {Context} context
 * @param {number} index
 * @returns {HTMLElement[]}
 */
export function inspector({ state, player, rules }, index) {
  const { run, position } = state;
  const node = run.trace.nodes[index];
  const gradFn = node.grad_fn ?? node.op;
  const rule = node.kind === "operation" ? rules.find(gradFn) : null;
  return [
    element(
      "div",
      { class: "inspector-head" },
      element("h2", { class: "inspector-title" }, run.names.nodes[index]),
      button("Back to the step (Escape)", icon("close"), () => player.select(null), {
        class: "round",
      }),
    ),
    element("p", { class: "sentence" }, ...about(run, index)),
    block("Facts", facts(run, index)),
    ...quantities(run, index, position),
    ...inputs(run, index, position),
    ...(node.saved.length
      ? [
          block(
            "Saved for the backward pass",
            ...node.saved.map(({ name, shape, dtype, tensor }) =>
              pair(
                name,
                element(
                  "span",
                  {},
                  [
                    tensor === null ? "" : `${run.names.tensors[tensor]} `,
                    shapeText(shape),
                    " ",
                    typeText(dtype),
                  ].join(""),
                ),
              ),
            ),
          ),
        ]
      : []),
    ...(rule ? [ruleBlock(rule, gradFn, null)] : []),
    stepsOf(run, index, player),
  ];
}

/**
 * @param {import("../../model/run.js").Run} run
 * @param {number} index
 */
function about(run, index) {
  const node = run.trace.nodes[index];
  if (node.kind === "leaf") {
    const tensor = node.outputs[0] === null ? null : run.trace.tensors[node.outputs[0]];
    if (tensor?.requires_grad)
      return [
        "A leaf that requires a gradient: the backward pass ends here and fills its ",
        element("code", {}, ".grad"),
        ".",
      ];
    return [`A leaf without a gradient. ${tensor?.why_no_grad ?? ""}`];
  }
  const call = node.expression ?? node.function ?? node.op;
  const back = node.grad_fn
    ? [" On the way back ", element("code", {}, node.grad_fn), " runs."]
    : [" Autograd does not track it."];
  return [element("code", {}, node.op), " runs in ", element("code", {}, call), ".", ...back];
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
  const module = node.call === null ? null : run.trace.modules[run.trace.calls[node.call].module];
  /** @type {[string, string | null | undefined][]} */
  const rows = [
    ["shape", tensor && shapeText(tensor.shape)],
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
 * @param {import("../../model/run.js").Run} run
 * @param {number} index
 * @param {number} position
 */
function quantities(run, index, position) {
  const node = run.trace.nodes[index];
  return node.outputs.flatMap((tensor, output) => {
    const value = heldAt(run.history.values.get(at(index, output)), position);
    const series =
      node.kind === "leaf" && tensor !== null
        ? run.history.grads.get(tensor)
        : run.history.gradients.get(at(index, output));
    const gradient = heldAt(series, position);
    const name = node.kind === "leaf" ? ".grad" : "Gradient that arrived";
    return [
      block(
        "Value",
        value === undefined
          ? element("p", { class: "aside-note" }, "not computed yet")
          : tensorView(snapshotOf(run, value), "forward"),
      ),
      ...(series
        ? [
            block(
              name,
              gradient === undefined
                ? element("p", { class: "aside-note" }, "none yet")
                : tensorView(snapshotOf(run, gradient), "gradient"),
            ),
          ]
        : []),
    ];
  });
}

/**
 * @param {import("../../model/run.js").Run} run
 * @param {number} index
 * @param {number} position
 */
function inputs(run, index, position) {
  const edges = run.into.get(index) ?? [];
  if (edges.length === 0) return [];
  const rows = edges.map((edge) => {
    const { source, source_output: output, differentiable, argument } = run.trace.edges[edge];
    const sent = snapshotOf(run, heldAt(run.history.sent.get(edge), position));
    const value = snapshotOf(run, heldAt(run.history.values.get(at(source, output)), position));
    const name = [run.names.nodes[source], argument && `(as ${argument})`]
      .filter(Boolean)
      .join(" ");
    return element(
      "div",
      { class: "input", "data-edge": edge },
      pair(name, tensorView(value, "forward")),
      differentiable
        ? sent && pair("∂ sent back", tensorView(sent, "gradient"))
        : element("p", { class: "aside-note" }, "no gradient goes back"),
    );
  });
  return [block("Inputs", ...rows)];
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
      `${position} · ${run.trace.steps[position - 1].kind}`,
    ),
  );
  return block("Its steps", element("div", { class: "links" }, ...links));
}
