/** Hover and focus: an element says by `data-node`, `data-edge` or `data-position` what it is of. */

import { pointEdge, pointNode, pointStep } from "../model/pointing.js";

/** @typedef {import("../model/pointing.js").Pointed} Pointed */
/** @typedef {import("../model/run.js").Run} Run */

/** @type {[string, (run: Run, index: number) => Pointed][]} */
const KINDS = [
  ["data-edge", pointEdge],
  ["data-node", pointNode],
  ["data-position", pointStep],
];
const ANY = KINDS.map(([name]) => `[${name}]`).join(", ");

/**
 * @param {import("../store.js").Store<import("../state.js").State>} store
 * @param {Element} root
 * @param {(pointed: Pointed | null) => void} point
 */
export function pointFrom(store, root, point) {
  const enter = (/** @type {Event} */ event) => point(pointedBy(event.target, store.get().run));
  root.addEventListener("pointerover", enter);
  root.addEventListener("focusin", enter);
  root.addEventListener("pointerleave", () => point(null));
  // A card that is taken away while it has the focus says so in the midst of painting.
  root.addEventListener("focusout", () => queueMicrotask(() => point(null)));
}

/**
 * Mark what is pointed at, wherever it is told.
 * @param {Element} root
 * @param {Pointed | null} pointed
 */
export function markPointed(root, pointed) {
  for (const own of root.querySelectorAll(ANY)) {
    const [edge, node] = ["data-edge", "data-node"].map((name) => own.getAttribute(name));
    const by =
      edge !== null
        ? pointed?.edges.length === 1 && pointed.edges[0] === Number(edge)
        : node !== null && pointed?.nodes.length === 1 && pointed.nodes[0] === Number(node);
    own.classList.toggle("is-pointed", Boolean(by));
  }
}

/**
 * @param {EventTarget | null} target
 * @param {Run} run
 */
function pointedBy(target, run) {
  const own = target instanceof Element ? target.closest(ANY) : null;
  if (!own) return null;
  const [name, make] = KINDS.find(([each]) => own.hasAttribute(each)) ?? KINDS[0];
  return make(run, Number(own.getAttribute(name)));
}
