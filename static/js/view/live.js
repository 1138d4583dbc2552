/** Speaks each step to a screen reader, politely. */

import { plain, sentence } from "../model/sentence.js";

/**
 * @param {import("../store.js").Store<import("../state.js").State>} store
 * @param {HTMLElement} root a live region
 */
export function liveView(store, root) {
  store.subscribe((state, before) => {
    if (state.position === before.position && state.run === before.run) return;
    const words = plain(sentence(state.run, state.position));
    const step = state.position > 0 ? `Step ${state.position}. ${words}` : words;
    root.textContent = state.run === before.run ? step : `The program ran. ${step}`;
  });
}
