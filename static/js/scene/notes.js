/** The rules beside the operations, the overlay of gradient functions: which there are, and where. */

import { lettersOf } from "../model/letters.js";
import { momentAt } from "./moment.js";
import { pictureAt } from "./scene.js";

/** @typedef {import("../model/run.js").Run} Run */
/** @typedef {import("../rules.js").Rule} Rule */
/** @typedef {import("./placement.js").Area} Area */
/** @typedef {import("./placement.js").Label} Label */
/**
 * `letters` of the formulas by the names that the program has for them.
 * @typedef {object} Note
 * @property {import("../types.js").Card} card
 * @property {boolean} current
 * @property {import("../rules.js").Formula[]} formulas
 * @property {Map<string, string>} letters
 */
/**
 * @typedef {object} Shown
 * @property {Run} run
 * @property {number} position
 * @property {readonly string[]} show
 * @property {number | null} [selected]
 * @property {{nodes: readonly number[]} | null} [pointed]
 */

/** With more operations than this, only those of the current step and of what is pointed at. */
const MOST = 10;
const GAP = 10;
/** What the step is about is told, if need be farther away from its card. */
const FAR = Object.freeze({ reach: 720 });

/**
 * Those of the current step come first: they have the first choice of a place.
 * @param {Shown} shown
 * @param {{find: (name: string) => Rule | null}} rules
 * @returns {Note[]}
 */
export function notesAt(shown, rules) {
  if (!shown.show.includes("grad_fn")) return [];
  const { run, position } = shown;
  const { frame, picture } = pictureAt(run, position);
  const { lit } = momentAt(run, position, 1);
  const few = picture.cards.filter(({ kind }) => kind === "operation").length <= MOST;
  const notes = picture.cards.flatMap((card, index) => {
    const node = frame.nodes[index];
    const { grad_fn: gradFn } = run.trace.nodes[node];
    const rule = card.kind === "operation" && gradFn ? rules.find(gradFn) : null;
    const current = lit.has(node);
    const near = node === shown.selected || shown.pointed?.nodes.includes(node);
    if (!rule || !(few || current || near)) return [];
    const letters = lettersOf(run, node, position, rule);
    return [{ card, current, formulas: asked(run, node, rule), letters }];
  });
  return [...notes.filter(({ current }) => current), ...notes.filter(({ current }) => !current)];
}

/**
 * Where notes of these sizes stand: under their cards, or where there is room; null without any.
 * @param {Note[]} notes
 * @param {Label[]} sizes
 * @param {import("./placement.js").Placer} placer
 * @returns {(Area | null)[]}
 */
export function placesOf(notes, sizes, placer) {
  return notes.map(({ card, current }, index) => {
    const size = sizes[index];
    const foot = [card.x + card.width / 2, card.y + card.height + GAP + size.height / 2];
    return placer.place(foot, size) ?? (current ? placer.place(foot, size, FAR) : null);
  });
}

/**
 * The rules of the inputs that a gradient goes back to.
 * @param {Run} run
 * @param {number} node
 * @param {Rule} rule
 */
function asked(run, node, rule) {
  const slots = (run.into.get(node) ?? [])
    .map((edge) => run.trace.edges[edge])
    .filter(({ differentiable }) => differentiable)
    .map((edge) => edge.target_input);
  return rule.inputs
    .filter((_, index) => slots.includes(index))
    .map((slot) => slot.local ?? slot.rule);
}
