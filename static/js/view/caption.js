/** Above the picture: where in the run we are, and one sentence on what happens. */

import { sentence } from "../model/sentence.js";
import { stopAt } from "../model/timeline.js";
import { element, fill, spoken } from "./dom.js";

/** @typedef {import("../state.js").State} State */

const PHASES = Object.freeze({ forward: "Forward", backward: "Backward", update: "Update" });

/**
 * @param {import("../store.js").Store<State>} store
 * @param {HTMLElement} root
 */
export function captionView(store, root) {
  const paint = (/** @type {State} */ state) => {
    const { run, position } = state;
    const { timeline, trace } = run;
    const phase = trace.passes.find(
      ({ first, last }) => first < position && position <= last + 1,
    )?.phase;
    root.dataset.phase = phase ?? "";
    const count = `step ${stopAt(timeline, position)} of ${timeline.stops.length - 1}`;
    fill(
      root,
      element(
        "h2",
        { class: "eyebrow" },
        phase ? `${PHASES[phase]} · ${count}` : "Before the first step",
      ),
      element("p", { class: "sentence" }, ...spoken(sentence(run, position))),
    );
  };
  store.subscribe((state, before) => {
    if (state.position !== before.position || state.run !== before.run) paint(state);
  });
  paint(store.get());
}
