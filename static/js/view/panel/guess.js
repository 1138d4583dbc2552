/** Predict, then reveal: one number to type, and an honest answer. */

import { short } from "../../model/numbers.js";
import { element } from "../dom.js";
import { block } from "./block.js";
import { isRight } from "../../model/guess.js";

/**
 * @param {import("./context.js").Context} context
 * @param {import("../../model/chain.js").Product} product
 */
export function guessForm({ state: { run, position }, player }, product) {
  const name = run.names.nodes[product.to];
  const values = product.left?.values;
  if (!values || !product.left)
    return block("Predict", element("p", {}, "What will be passed on?"), revealButton(player));
  const place =
    values.length > 1
      ? `the first element of the gradient for ${name}`
      : `the gradient for ${name}`;
  const field = element("input", {
    type: "text",
    inputMode: "decimal",
    autocomplete: "off",
    class: "guess",
    "aria-label": `Your guess: ${place}`,
  });
  const answer = element("p", { class: "guess-answer", role: "status" });
  const { dtype } = product.left;
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const right = isRight(field.value, values[0]);
    answer.className = `guess-answer ${right ? "is-right" : "is-wrong"}`;
    answer.textContent =
      right === null
        ? "Type a number."
        : right
          ? `Right: ${short(values[0], dtype)}.`
          : "Not yet. Multiply what arrived by the local derivative.";
    if (right) setTimeout(() => player.reveal(), 900);
  };
  const form = element(
    "form",
    { class: "guess-form", onsubmit: submit },
    field,
    element("button", { type: "submit", class: "plain" }, "Check"),
    revealButton(player),
  );
  return block(
    "Predict",
    element("p", {}, `What is ${place}?`),
    form,
    answer,
    element("p", { class: "aside-note" }, `Step ${position}. → reveals it, too.`),
  );
}

/** @param {import("../../player.js").Player} player */
function revealButton(player) {
  return element("button", { type: "button", class: "plain", onclick: player.reveal }, "Reveal");
}
