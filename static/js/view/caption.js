/** Above the picture: where in the run we are, and one sentence on what happens. */

import { headline } from "../model/headline.js";
import { sentence } from "../model/sentence.js";
import { element, fill, spoken } from "./dom.js";

/** @typedef {import("../state.js").State} State */

/**
 * @param {import("../store.js").Store<State>} store
 * @param {HTMLElement} root
 */
export function captionView(store, root) {
  const paint = (/** @type {State} */ state) => {
    const { run, position, slide } = state;
    const { phase, text } = headline(run, position, slide);
    root.dataset.phase = phase ?? "";
    fill(
      root,
      // A slide has no other heading.
      element(state.slide ? "h1" : "h2", { class: "eyebrow" }, text),
      element("p", { class: "sentence" }, ...spoken(sentence(run, position))),
    );
  };
  store.subscribe((state, before) => {
    if (SEEN.some((key) => state[key] !== before[key])) paint(state);
  });
  paint(store.get());
}

/** @type {readonly (keyof State)[]} */
const SEEN = ["run", "position", "slide"];
