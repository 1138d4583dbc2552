/** Beside each operation its rule, as real mathematics: the overlay of gradient functions. */

import { freePlace } from "../scene/placement.js";
import { momentAt } from "../scene/moment.js";
import { pictureAt } from "../scene/scene.js";
import { element, fill } from "./dom.js";
import { parsedFormula } from "./formula.js";

/** @typedef {import("../state.js").State} State */

/** With more operations than this, only those of the current step and of what is pointed at. */
const MOST = 10;
const BADGE = 22;

/**
 * @param {import("../store.js").Store<State>} store
 * @param {HTMLElement} layer moves with the picture, in its units
 * @param {import("../rules.js").Rules} rules
 */
export function formulasView(store, layer, rules) {
  const paint = (/** @type {State} */ state) => {
    layer.hidden = !state.show.includes("grad_fn");
    if (layer.hidden) return fill(layer);
    const { frame, picture } = pictureAt(state.run, state.position);
    const notes = picture.cards.flatMap((card, index) => {
      const made = card.kind === "operation" ? note(state, frame.nodes[index], rules) : null;
      return made ? [{ card, made }] : [];
    });
    fill(layer, ...notes.map(({ made }) => made));
    place(notes, picture, state.show.includes("requires_grad") ? BADGE : 0);
  };
  store.subscribe((state, before) => {
    if (SEEN.some((key) => state[key] !== before[key])) paint(state);
  });
  paint(store.get());
}

/** @type {readonly (keyof State)[]} */
const SEEN = ["run", "position", "show", "pointed", "selected"];

/**
 * @param {State} state
 * @param {number} node
 * @param {import("../rules.js").Rules} rules
 */
function note({ run, position, pointed, selected }, node, rules) {
  const { grad_fn: gradFn } = run.trace.nodes[node];
  const rule = gradFn ? rules.find(gradFn) : null;
  const current = momentAt(run, position, 1).lit.has(node);
  const few = operationsIn(run, position) <= MOST;
  const wanted = few || current || node === selected || pointed?.nodes.includes(node);
  if (!rule || !wanted) return null;
  const lines = asked(run, node, rule).map((slot) => parsedFormula(slot.local ?? slot.rule));
  return element("div", { class: current ? "rule-note is-current" : "rule-note" }, ...lines);
}

/**
 * The rules of the inputs that a gradient goes back to.
 * @param {import("../model/run.js").Run} run
 * @param {number} node
 * @param {import("../rules.js").Rule} rule
 */
function asked(run, node, rule) {
  const edges = (run.into.get(node) ?? []).map((edge) => run.trace.edges[edge]);
  const slots = edges
    .filter(({ differentiable }) => differentiable)
    .map((edge) => edge.target_input);
  return rule.inputs.filter((_, index) => slots.includes(index));
}

/**
 * @param {import("../model/run.js").Run} run
 * @param {number} position
 */
function operationsIn(run, position) {
  return pictureAt(run, position).picture.cards.filter(({ kind }) => kind === "operation").length;
}

/**
 * Under its card, or where there is room.
 * @param {{card: import("../types.js").Card, made: HTMLElement}[]} notes
 * @param {import("../types.js").Picture} picture
 * @param {number} badge the room that a badge under each card takes
 */
function place(notes, picture, badge) {
  /** @type {import("../scene/placement.js").Area[]} */
  const taken = [];
  for (const { card, made } of notes) {
    const size = { width: made.offsetWidth, height: made.offsetHeight };
    const centre = card.x + card.width / 2;
    const gap = size.height / 2 + 12 + badge;
    const [area] = [card.y + card.height + gap, card.y - gap]
      .map((y) => ({ y, area: freePlace([centre, y], size, picture, taken) }))
      .sort((one, other) => strayed(one, centre, size) - strayed(other, centre, size))
      .map((each) => each.area);
    taken.push(area);
    made.style.left = `${area.x}px`;
    made.style.top = `${area.y}px`;
  }
}

/**
 * How far a note came to lie from where it was meant to.
 * @param {{y: number, area: import("../scene/placement.js").Area}} placed
 * @param {number} centre
 * @param {{width: number, height: number}} size
 */
function strayed({ y, area }, centre, { width, height }) {
  return Math.hypot(area.x + width / 2 - centre, area.y + height / 2 - y);
}
