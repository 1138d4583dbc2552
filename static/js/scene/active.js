/** The part of a picture that a step is about, with as much round it as there is room for. */

import { nodesOf } from "../model/history.js";
import { pictureAt } from "./scene.js";

/** @typedef {import("./placement.js").Area} Area */

/**
 * A step that is about no card, one that prints say, leaves the look where the last one was.
 * @param {{run: import("../model/run.js").Run, position: number}} state
 * @param {{width: number, height: number}} room how much can be seen
 * @returns {Area}
 */
export function activeArea({ run, position }, room) {
  const { frame, picture } = pictureAt(run, position);
  const own = lastCards(run, frame, position);
  const [first, ...rest] = own.map((index) => picture.cards[index]);
  if (!first) return beginning(picture.cards, room);
  const start = rest.reduce(around, areaOf(first));
  return widened(start, neighbours(picture, new Set(own)), room);
}

/**
 * The cards of the last step of a frame that was about any of them.
 * @param {import("../model/run.js").Run} run
 * @param {import("../types.js").Frame} frame
 * @param {number} position
 */
function lastCards(run, frame, position) {
  for (let at = position; at > frame.first_step; at -= 1) {
    const lit = new Set(nodesOf(run.trace.steps[at - 1], run.trace));
    const own = frame.nodes.flatMap((node, index) => (lit.has(node) ? [index] : []));
    if (own.length > 0) return own;
  }
  return [];
}

/**
 * Where the flow begins, whichever way it goes: at the top left.
 * @param {import("../types.js").Card[]} cards
 * @param {{width: number, height: number}} room
 * @returns {Area}
 */
function beginning(cards, room) {
  const [first, ...rest] = [...cards].sort((one, other) => one.x + one.y - (other.x + other.y));
  return first ? widened(areaOf(first), rest, room) : { x: 0, y: 0, width: 1, height: 1 };
}

/**
 * With those cards that there is room for.
 * @param {Area} start
 * @param {import("../types.js").Card[]} cards
 * @param {{width: number, height: number}} room
 * @returns {Area}
 */
function widened(start, cards, room) {
  return cards.reduce((area, card) => {
    const wider = around(area, card);
    return wider.width <= room.width && wider.height <= room.height ? wider : area;
  }, start);
}

/**
 * The cards at the other ends of the lanes, those that the values come from first.
 * @param {import("../types.js").Picture} picture
 * @param {Set<number>} own
 */
function neighbours({ cards, routes }, own) {
  const into = routes.filter(({ target }) => own.has(target)).map(({ source }) => source);
  const from = routes.filter(({ source }) => own.has(source)).map(({ target }) => target);
  return [...new Set([...into, ...from])].map((index) => cards[index]);
}

/** @param {Area} one @param {Area} other @returns {Area} */
function around(one, other) {
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}

/** @param {Area} area @returns {Area} */
function areaOf({ x, y, width, height }) {
  return { x, y, width, height };
}
