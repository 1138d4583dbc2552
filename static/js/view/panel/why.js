/** "Why is this gradient None, or zero?", asked of the server about the tensor that is looked at. */

import { at, heldAt } from "../../model/history.js";
import { real } from "../../model/numbers.js";
import { snapshotOf } from "../../model/run.js";
import { stopAt } from "../../model/timeline.js";
import { button, element, fill } from "../dom.js";
import { block } from "./block.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("../../api.js").Answer} Answer */

/** So much evidence is linked. */
const MOST = 6;

/**
 * A question for every tensor of a node; none where nobody can be asked.
 * @param {Context} context
 * @param {number} index
 * @returns {HTMLElement[]}
 */
export function whyBlocks(context, index) {
  const { outputs } = context.state.run.trace.nodes[index];
  return outputs.flatMap((tensor, output) =>
    tensor === null || !context.why ? [] : [questionBlock(context, index, output, tensor)],
  );
}

/**
 * @param {Context} context
 * @param {number} index
 * @param {number} output
 * @param {number} tensor
 */
function questionBlock(context, index, output, tensor) {
  const { run, position } = context.state;
  const words = questionOn(context, index, output, tensor);
  const place = element("div", { class: "why-answer", role: "status" });
  const ask = async () => {
    fill(place, "…");
    try {
      const answer = await context.why?.(run.trace, tensor, position);
      fill(place, ...(answer ? told(context, answer) : []));
    } catch (error) {
      fill(place, element("p", {}, error instanceof Error ? error.message : String(error)));
    }
    place.scrollIntoView({ block: "nearest" });
  };
  return element("div", { class: "why" }, button(words, words, ask, { class: "plain" }), place);
}

/**
 * @param {Context} context
 * @param {number} index
 * @param {number} output
 * @param {number} tensor
 */
function questionOn({ state: { run, position }, hidden }, index, output, tensor) {
  const { history, trace } = run;
  const leaf = trace.nodes[index].kind === "leaf";
  const series = leaf ? history.grads.get(tensor) : history.gradients.get(at(index, output));
  const held = snapshotOf(run, heldAt(series, position));
  const what = leaf || trace.tensors[tensor].retains_grad ? ".grad" : "gradient";
  if (hidden) return `Why is this ${what} what it is?`;
  if (!held) return `Why is this ${what} None?`;
  const numbers = (held.values ?? []).map(real);
  if (numbers.some(Number.isNaN)) return `Why is this ${what} NaN?`;
  const zeros = numbers.filter((number) => number === 0).length;
  if (zeros > 0) return `Why is this ${what} ${zeros < numbers.length ? "partly " : ""}zero?`;
  return `Why is this ${what} what it is?`;
}

/**
 * The answer counts all steps, from 1; the page counts those that it stops at.
 * @param {import("../../model/run.js").Run} run
 * @param {string} text
 */
function counted({ timeline }, text) {
  return text.replace(/\bstep (\d+)\b/g, (_, nth) => `step ${stopAt(timeline, Number(nth))}`);
}

/**
 * @param {Context} context
 * @param {Answer} answer
 */
function told({ state: { run }, player }, { sentence, more, nodes, steps }) {
  const links = [
    ...nodes
      .slice(0, MOST)
      .map((node) =>
        element(
          "button",
          { type: "button", class: "plain", "data-node": node, onclick: () => player.select(node) },
          run.names.nodes[node],
        ),
      ),
    ...steps
      .slice(0, MOST)
      .map((step) =>
        element(
          "button",
          { type: "button", class: "plain", onclick: () => player.jump(step + 1) },
          `step ${stopAt(run.timeline, step + 1)}`,
        ),
      ),
  ];
  return [
    block(
      "Why",
      ...[sentence, ...more].map((text) => element("p", {}, counted(run, text))),
      links.length > 0 && element("div", { class: "links" }, ...links),
    ),
  ];
}
