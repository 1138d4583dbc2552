/** Over the program: the ways to change it. */

import { button, fill } from "./dom.js";
import { problemView } from "./problem.js";

/** @typedef {import("../desk.js").Desk} Desk */

/**
 * @param {import("../desk.js").DeskActions} desk
 * @param {HTMLElement} root
 * @param {HTMLElement} alert
 */
export function deskView(desk, root, alert) {
  const edit = button("Edit the program (e)", "Edit", () => desk.open(), { class: "toggle" });
  const undo = button("Back to the run before (u)", "Undo", desk.undo, { class: "toggle" });
  fill(root, edit, undo);
  const paint = (/** @type {Desk} */ { open, past, problem, program, shown }) => {
    undo.hidden = past === 0;
    edit.classList.toggle("is-draft", program !== shown.program);
    fill(alert, !open && problem ? problemView(problem, () => desk.open()) : null);
  };
  desk.subscribe(paint);
  paint(desk.get());
}
