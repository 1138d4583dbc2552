/** Predict, then reveal: one number to type, and an honest answer. */

import { isRight } from "../../model/guess.js";
import { short } from "../../model/numbers.js";
import { element } from "../dom.js";
import { block } from "./block.js";

/**
 * Stands before everything else, so that no window hides what it says.
 * @param {import("./context.js").Context} context
 * @param {import("../../model/chain.js").Product} product
 */
export function guessForm({ state: { run }, player }, product) {
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
    onkeydown: (/** @type {KeyboardEvent} */ event) => leave(event, field, player),
  });
  const answer = element(
    "p",
    { class: "guess-answer", role: "status" },
    "Type a number; → reveals it, too.",
  );
  const { dtype } = product.left;
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const right = isRight(field.value, values[0]);
    if (right) return player.answer(`Right: ${place} is ${short(values[0], dtype)}.`);
    answer.className = `guess-answer ${right === null ? "" : "is-wrong"}`;
    answer.textContent =
      right === null
        ? "That is no number: −0.5, 1/3 or 2e−3 would be."
        : `Not ${field.value.trim()}. Multiply what arrived by the local derivative.`;
    field.select();
    answer.scrollIntoView({ block: "nearest" });
  };
  const form = element(
    "form",
    { class: "guess-form", onsubmit: submit },
    field,
    element("button", { type: "submit", class: "plain" }, "Check"),
    revealButton(player),
  );
  return block("Predict", element("p", {}, `What is ${place}?`), form, answer);
}

/**
 * The keys that go on without having guessed, from inside the field.
 * @param {KeyboardEvent} event
 * @param {HTMLInputElement} field
 * @param {import("../../player.js").Player} player
 */
function leave(event, field, player) {
  if (event.key === "Escape") field.blur();
  if (event.key !== "ArrowRight" || field.selectionEnd !== field.value.length) return;
  event.preventDefault();
  player.next();
}

/** @param {import("../../player.js").Player} player */
function revealButton(player) {
  return element("button", { type: "button", class: "plain", onclick: player.reveal }, "Reveal");
}
