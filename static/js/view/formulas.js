/** Beside each operation its rule, as real mathematics: the overlay of gradient functions. */

import { notesAt, placesOf } from "../scene/notes.js";
import { placerAt } from "../scene/scene.js";
import { element, fill } from "./dom.js";
import { parsedFormula } from "./formula.js";

/** @typedef {import("../state.js").State} State */

/**
 * @param {import("../store.js").Store<State>} store
 * @param {{layer: HTMLElement, view: () => import("../scene/scene.js").View,
 *   whenRoomChanges: (listener: () => void) => void}} stage its layer moves with the picture
 * @param {import("../rules.js").Rules} rules
 */
export function formulasView(store, { layer, view, whenRoomChanges }, rules) {
  const paint = (/** @type {State} */ state) => {
    layer.hidden = !state.show.includes("grad_fn");
    if (layer.hidden) return fill(layer);
    const notes = notesAt(state, rules);
    const made = notes.map(({ current, formulas, letters }) =>
      element(
        "div",
        { class: current ? "rule-note is-current" : "rule-note" },
        ...formulas.map((formula) => parsedFormula(formula, letters)),
      ),
    );
    fill(layer, ...made);
    const sizes = made.map((each) => ({ width: each.offsetWidth, height: each.offsetHeight }));
    const placer = placerAt(state.run, state.position, view());
    placesOf(notes, sizes, placer).forEach((area, index) => {
      made[index].hidden = area === null;
      if (!area) return;
      made[index].style.left = `${area.x}px`;
      made[index].style.top = `${area.y}px`;
    });
  };
  store.subscribe((state, before) => {
    if (SEEN.some((key) => state[key] !== before[key])) paint(state);
  });
  whenRoomChanges(() => paint(store.get()));
  // A formula has its size when its font is there.
  document.fonts.addEventListener("loadingdone", () => paint(store.get()));
  paint(store.get());
}

/** @type {readonly (keyof State)[]} */
const SEEN = ["run", "position", "show", "pointed", "selected"];
