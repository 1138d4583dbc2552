/** The picture at one moment: a pure function of the run, the position, the progress and the view. */

import { frameAt } from "../model/timeline.js";
import { cardItems } from "./card.js";
import { labelsOf } from "./labels.js";
import { laneItems } from "./lane.js";
import { markItems } from "./mark.js";
import { boxItems } from "./box.js";
import { sightOf } from "./culling.js";
import { momentAt } from "./moment.js";

/** @typedef {import("./display.js").Item} Item */
/** @typedef {import("../model/run.js").Run} Run */
/**
 * `hidden`: what this step passes on is not told yet.
 * @typedef {object} View
 * @property {{values: boolean, requires_grad: boolean, grad_fn: boolean, chain: boolean}} show
 * @property {boolean} hidden
 * @property {number | null} selected
 * @property {boolean} slide for the wall: what is secondary is left out
 * @property {{x: number, y: number}} margin free room for labels on each side of the picture
 * @property {number} least the smallest letters that can be read, in units of the picture
 * @property {import("./raster.js").Area | null} window what is in sight of a large picture; null for all
 * @property {ReadonlySet<number>} differing nodes that hold something else in a run beside this one
 * @property {{nodes: readonly number[], edges: readonly number[]} | null} pointed
 */

/** @type {View} */
export const PLAIN_VIEW = Object.freeze({
  show: Object.freeze({ values: true, requires_grad: false, grad_fn: false, chain: false }),
  hidden: false,
  selected: null,
  pointed: null,
  slide: false,
  least: 0,
  window: null,
  differing: new Set(),
  margin: Object.freeze({ x: 30, y: 110 }),
});

/**
 * @param {Run} run
 * @param {number} position steps done, the last of them by `progress`
 * @param {number} progress 0…1
 * @param {View} [view]
 * @returns {Item[]}
 */
export function scene(run, position, progress, view = PLAIN_VIEW) {
  const { frame, picture } = pictureAt(run, position);
  const moment = momentAt(run, position, progress);
  const sight = sightOf(picture, view.window);
  const cards = drawnIn(frame, picture).filter(({ card }) => sight.card(card));
  const { leaders, labels } = labelsOf(moment, frame, picture, cards, view);
  // A label stands before the outlines of the boxes inside, too.
  const boxes = picture.boxes.flatMap((box, index) =>
    sight.card(box) ? boxItems(run.layout.style, box, index, view) : [],
  );
  const lanes = picture.routes.flatMap((route, index) =>
    sight.route(route)
      ? [laneItems(moment, { route, index, edge: frame.edges[index] }, view, sight.afar)]
      : [],
  );
  return [
    ...boxes.filter(({ kind }) => kind === "rect"),
    ...boxes.filter(({ kind }) => kind === "text"),
    ...lanes.flatMap((each) => each.lanes),
    ...leaders,
    ...cards.flatMap((drawn) => cardItems(moment, drawn, view, sight.plain(drawn.card))),
    ...cards.flatMap((card) => markItems(card, view)),
    ...labels,
    ...lanes.flatMap((each) => each.travellers),
  ];
}

/**
 * The frame that is shown at a position, and its picture.
 * @param {Run} run
 * @param {number} position
 */
export function pictureAt(run, position) {
  const frame = run.layout.frames[frameAt(run.timeline, position)];
  return { frame, picture: run.layout.pictures[frame.picture] };
}

/**
 * The cards in the order in which they ran: that is the order in which the keyboard goes through
 * them.
 * @param {import("../types.js").Frame} frame
 * @param {import("../types.js").Picture} picture
 * @returns {import("./card.js").Drawn[]}
 */
function drawnIn(frame, picture) {
  return picture.cards
    .map((card, index) => ({
      card,
      index,
      node: frame.nodes[index],
      tensor: frame.tensors[index],
    }))
    .sort((one, other) => one.node - other.node);
}

/**
 * Where labels of others may still stand.
 * @param {Run} run
 * @param {number} position
 * @param {View} view
 */
export function placerAt(run, position, view) {
  const { frame, picture } = pictureAt(run, position);
  const moment = momentAt(run, position, 1);
  return labelsOf(moment, frame, picture, drawnIn(frame, picture), view).placer;
}
