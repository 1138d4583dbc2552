/** Over the program: the ways to change it. */

import { button, fill } from "./dom.js";
import { icon } from "./icons.js";
import { problemView } from "./problem.js";

/** @typedef {import("../desk.js").Desk} Desk */

/**
 * @param {import("../store.js").Store<import("../state.js").State>} store
 * @param {import("../desk.js").DeskActions} desk
 * @param {HTMLElement} root
 * @param {HTMLElement} alert
 */
export function deskView(store, desk, root, alert) {
  const edit = button("Edit the program (e)", "Edit", () => desk.open(), { class: "toggle" });
  const undo = button("Back to the run before (u)", icon("undo"), desk.undo, { class: "toggle" });
  const turn = () => store.set({ knobs: !store.get().knobs });
  const knobs = button("Turn the numbers of the program (n)", icon("knobs"), turn, {
    class: "toggle",
  });
  fill(root, edit, knobs, undo);
  const paint = (/** @type {Desk} */ { open, past, problem, program, shown }) => {
    undo.hidden = past === 0;
    edit.classList.toggle("is-draft", program !== shown.program);
    fill(alert, !open && problem ? problemView(problem, () => desk.open()) : null);
  };
  desk.subscribe(paint);
  paint(desk.get());
  const press = () => knobs.setAttribute("aria-pressed", String(store.get().knobs));
  store.subscribe(press);
  press();
}
