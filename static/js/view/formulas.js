/** Beside each operation its rule, as real mathematics: the overlay of gradient functions. */

import { lossName } from "../model/chain.js";
import { momentAt } from "../scene/moment.js";
import { pictureAt, placerAt } from "../scene/scene.js";
import { element, fill } from "./dom.js";
import { parsedFormula } from "./formula.js";

/** @typedef {import("../state.js").State} State */

/** With more operations than this, only those of the current step and of what is pointed at. */
const MOST = 10;
const GAP = 10;
/** A name that is longer stays a letter. */
const LONGEST = 14;

/**
 * @param {import("../store.js").Store<State>} store
 * @param {{layer: HTMLElement, view: () => import("../scene/scene.js").View,
 *   whenRoomChanges: (listener: () => void) => void}} stage its layer moves with the picture
 * @param {import("../rules.js").Rules} rules
 */
export function formulasView(store, { layer, view, whenRoomChanges }, rules) {
  const paint = (/** @type {State} */ state) => {
    layer.hidden = !state.show.includes("grad_fn");
    if (layer.hidden) return fill(layer);
    const { frame, picture } = pictureAt(state.run, state.position);
    const notes = picture.cards.flatMap((card, index) => {
      const made = card.kind === "operation" ? note(state, frame.nodes[index], rules) : null;
      return made ? [{ card, made }] : [];
    });
    fill(layer, ...notes.map(({ made }) => made));
    place(notes, placerAt(state.run, state.position, view()));
  };
  store.subscribe((state, before) => {
    if (SEEN.some((key) => state[key] !== before[key])) paint(state);
  });
  whenRoomChanges(() => paint(store.get()));
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
  const letters = lettersOf(run, node, position, rule);
  const lines = asked(run, node, rule).map((slot) =>
    parsedFormula(slot.local ?? slot.rule, letters),
  );
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
 * Under its card, or above it, or where there is room; without any, not at all.
 * @param {{card: import("../types.js").Card, made: HTMLElement}[]} notes
 * @param {import("../scene/placement.js").Placer} placer
 */
function place(notes, placer) {
  const first = notes.filter(({ made }) => made.classList.contains("is-current"));
  for (const { card, made } of [...first, ...notes.filter((note) => !first.includes(note))]) {
    const size = { width: made.offsetWidth, height: made.offsetHeight };
    const foot = [card.x + card.width / 2, card.y + card.height + GAP + size.height / 2];
    const area = placer.place(foot, size);
    made.hidden = area === null;
    if (!area) continue;
    made.style.left = `${area.x}px`;
    made.style.top = `${area.y}px`;
  }
}

/**
 * The letters of a rule, by the names that the program has for them.
 * @param {import("../model/run.js").Run} run
 * @param {number} node
 * @param {number} position
 * @param {import("../rules.js").Rule} rule
 * @returns {Map<string, string>}
 */
function lettersOf(run, node, position, rule) {
  const edges = (run.into.get(node) ?? []).map((edge) => run.trace.edges[edge]);
  const inputs = rule.inputs.flatMap((slot, index) => {
    const letter = /\\partial ([A-Za-z])(?:_[a-z])?\}? =/.exec(slot.rule.latex)?.[1];
    const edge = edges.find(({ target_input: input }) => input === index);
    return letter && edge ? [[letter, run.names.nodes[edge.source]]] : [];
  });
  const output = /^([A-Za-z]) =/.exec(rule.forward.latex)?.[1];
  return new Map(
    [
      ...inputs,
      ...(output ? [[output, run.names.nodes[node]]] : []),
      ["L", lossName(run, position)],
    ]
      .filter(([, name]) => name.length <= LONGEST)
      .map(([letter, name]) => [letter, name]),
  );
}
