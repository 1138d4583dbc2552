/** Above the picture, with the overlay of the chain rule on a slide: what this step multiplies. */

import { equationsAt } from "../model/equation.js";
import { isHidden } from "../state.js";
import { element, fill } from "./dom.js";
import { formula, math, operator, partial } from "./mathml.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../model/equation.js").Piece} Piece */

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
    const size = parseFloat(getComputedStyle(root).fontSize) || 1;
    const room = root.clientWidth / size - 1;
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
            formula(true, ...pieces.map(written)),
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

/** @param {Piece} piece @returns {Element} */
function written(piece) {
  switch (piece.kind) {
    case "fraction":
      return partial(piece.above, piece.below);
    case "matrix":
      return toned(matrix(piece.rows), piece.tone);
    case "number":
      return toned(math("mn", piece.text), piece.tone);
    case "sign":
      return operator(piece.text);
    case "words":
      return math("mtext", `${piece.text}\u00a0`);
    case "name":
      return math("mi", piece.text);
  }
}

/** @param {string[][]} rows */
function matrix(rows) {
  return math(
    "mtable",
    ...rows.map((row) => math("mtr", ...row.map((text) => math("mtd", math("mn", text))))),
  );
}

/**
 * @param {Element} made
 * @param {import("../model/equation.js").Tone} [tone]
 */
function toned(made, tone) {
  if (tone) made.setAttribute("class", `tone-${tone}`);
  return made;
}
