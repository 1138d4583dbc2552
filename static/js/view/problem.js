/** Why there is no run, in sentences; where the token is missing, a place to hand it in. */

import { enter } from "../session.js";
import { button, element } from "./dom.js";

const STRANGER = 401;

/**
 * @param {import("../programs.js").Problem} problem
 * @param {() => void} again what to do once the token was taken
 */
export function problemView({ detail, hint, status }, again) {
  return element(
    "div",
    { class: "problem" },
    element("p", {}, detail),
    hint && element("p", {}, hint),
    status === STRANGER && tokenForm(again),
  );
}

/** @param {() => void} taken */
export function tokenForm(taken) {
  const input = element("input", {
    type: "text",
    class: "token",
    autocomplete: "off",
    spellcheck: false,
    placeholder: "the token, or the printed address",
    "aria-label": "This server's token, or the address that it printed",
  });
  const answer = element("p", { role: "status" });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      await enter(input.value);
      taken();
    } catch (error) {
      answer.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  return element(
    "form",
    { class: "token-form", onsubmit: submit },
    input,
    button("Hand in the token", "Hand in", () => {}, { type: "submit", class: "plain" }),
    answer,
  );
}
