/** Speaks each step to a screen reader, politely. */

import { plain, sentence } from "../model/sentence.js";
import { isHidden } from "../state.js";

/**
 * @param {import("../store.js").Store<import("../state.js").State>} store
 * @param {HTMLElement} root a live region
 */
export function liveView(store, root) {
  store.subscribe((state, before) => {
    if (state.position === before.position && state.revealed === before.revealed) return;
    const words = plain(sentence(state.run, state.position, { hidden: isHidden(state) }));
    root.textContent = state.position > 0 ? `Step ${state.position}. ${words}` : words;
  });
}
