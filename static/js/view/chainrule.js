/** Above the picture, with the overlay of the chain rule on a slide: what this step multiplies. */

import { equationsAt } from "../model/equation.js";
import { mathematics } from "../model/mathematics.js";
import { isHidden } from "../state.js";
import { element, fill } from "./dom.js";
import { formula, math } from "./mathml.js";

/** @typedef {import("../state.js").State} State */

/** Equations on a slide; the cards tell what has no room. */
const MOST = 2;

/**
 * @param {import("../store.js").Store<State>} store
 * @param {HTMLElement} root
 */
export function chainRuleView(store, root) {
  const paint = (/** @type {State} */ state) => {
    root.hidden = !state.slide || !state.show.includes("chain");
    if (root.hidden) return fill(root);
    const { run, position } = state;
    const style = getComputedStyle(root);
    const [size, side] = [style.fontSize, style.paddingLeft].map(parseFloat);
    const room = (root.clientWidth - 2 * side) / (size || 1) - 1;
    const all = equationsAt(run, position, { hidden: isHidden(state), room });
    const more = all.length - MOST;
    fill(
      root,
      ...all
        .slice(0, MOST)
        .map(({ pieces, phase }) =>
          element(
            "div",
            { class: "chain-line", "data-phase": phase },
            formula(true, mathematics(pieces, made)),
          ),
        ),
      more > 0 && element("p", { class: "chain-more" }, `and ${more} more`),
    );
  };
  store.subscribe((state, before) => {
    if (SEEN.some((key) => state[key] !== before[key])) paint(state);
  });
  new ResizeObserver(() => paint(store.get())).observe(root);
  paint(store.get());
}

/** @type {readonly (keyof State)[]} */
const SEEN = ["run", "position", "show", "slide", "predict", "revealed"];

/** @type {import("../model/mathematics.js").Make<Element>} */
function made(tag, children, tone) {
  const element = math(tag, ...children);
  if (tone) element.setAttribute("class", `tone-${tone}`);
  return element;
}
