/** Speaks each step to a screen reader, politely. */

import { plain, sentence } from "../model/sentence.js";
import { stopAt } from "../model/timeline.js";
import { isHidden } from "../state.js";

/** @param {import("../state.js").State} state */
function stopOf({ run, position }) {
  return stopAt(run.timeline, position);
}

/**
 * @param {import("../store.js").Store<import("../state.js").State>} store
 * @param {HTMLElement} root a live region
 */
export function liveView(store, root) {
  store.subscribe((state, before) => {
    if (state.answer !== before.answer && state.answer) root.textContent = state.answer.text;
    if (state.position === before.position && state.run === before.run) return;
    const words = plain(sentence(state.run, state.position, { hidden: isHidden(state) }));
    const step = state.position > 0 ? `Step ${stopOf(state)}. ${words}` : words;
    root.textContent = state.run === before.run ? step : `The program ran. ${step}`;
  });
}
