/** Speaks each step to a screen reader, politely. */

import { plain, sentence } from "../model/sentence.js";

/**
 * @param {import("../store.js").Store<import("../state.js").State>} store
 * @param {HTMLElement} root a live region
 */
export function liveView(store, root) {
  store.subscribe((state, before) => {
    if (state.position === before.position) return;
    const words = plain(sentence(state.run, state.position));
    root.textContent = state.position > 0 ? `Step ${state.position}. ${words}` : words;
  });
}
