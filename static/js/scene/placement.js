/** Finding room for labels: off the cards, off the names of modules, off each other, and off the
 * lanes where that is possible. A label without room is not shown. */

import { measure } from "./curve.js";
import { marked, rasterOf } from "./raster.js";

/** @typedef {import("./raster.js").Area} Area */
/** @typedef {import("../types.js").Picture} Picture */
/** @typedef {{width: number, height: number}} Label */
/** @typedef {{x: number, y: number}} Margin free room on each side of a picture */
/**
 * `reach` is how far a label may stand from its anchor; `sunk` how much of it may lie on its card.
 * @typedef {{reach?: number, sunk?: number}} How
 */

const REACH = 240;
const STRIDE = 12;
const GAP = 5;
const BORDER = 3;
const CAPTION = 34;
/** What a square of a lane or of an outline costs, in units of distance. */
const LANE = 3;
/** Going aside costs less than going up or down: a lane runs that way. */
const FLAT = 0.7;

/**
 * Places labels one after the other in a picture.
 * @param {Picture} picture
 * @param {Margin} margin
 */
export function makePlacer(picture, margin) {
  /** @type {Area[]} */
  const taken = [];
  /**
   * @param {readonly number[]} anchor
   * @param {Label} label
   * @param {How} [how]
   * @returns {Area | null}
   */
  const place = ([x, y], { width, height }, { reach = REACH, sunk = 0 } = {}) => {
    const { solid, lanes } = obstaclesIn(picture);
    /** @type {Area | null} */
    let best = null;
    let least = Infinity;
    for (const [dx, dy, distance] of shifts(reach)) {
      if (distance >= least) break;
      const area = { x: x + dx - width / 2, y: y + dy - height / 2, width, height };
      if (!inside(area, picture, margin) || marked(solid, inset(area, sunk)) > 0) continue;
      if (taken.some((other) => overlap(area, other))) continue;
      const cost = distance + LANE * marked(lanes, area);
      if (cost < least) [best, least] = [area, cost];
    }
    if (best) taken.push(best);
    return best;
  };
  return { place, take: (/** @type {Area} */ area) => void taken.push(area) };
}

/** @typedef {ReturnType<typeof makePlacer>} Placer */

/** @type {WeakMap<Picture, {solid: import("./raster.js").Raster, lanes: import("./raster.js").Raster}>} */
const known = new WeakMap();

/** @param {Picture} picture */
function obstaclesIn(picture) {
  const found = known.get(picture);
  if (found) return found;
  const made = {
    solid: rasterOf(picture, (mark) => {
      for (const card of picture.cards) mark(inset(card, 1));
      for (const { x, y, width } of picture.boxes) mark({ x, y, width, height: CAPTION });
    }),
    lanes: rasterOf(picture, (mark) => {
      for (const { forward, backward } of picture.routes) {
        for (const chain of [forward, backward ?? []]) trace(chain, mark);
      }
      for (const box of picture.boxes) outline(box, mark);
    }),
  };
  known.set(picture, made);
  return made;
}

/**
 * @param {number[][]} chain
 * @param {(area: Area) => void} mark
 */
function trace(chain, mark) {
  if (chain.length === 0) return;
  const { points } = measure(chain);
  points.forEach(([x, y], index) => {
    const [px, py] = points[Math.max(index - 1, 0)];
    const pieces = Math.max(Math.ceil(Math.hypot(x - px, y - py) / STRIDE), 1);
    for (let piece = 1; piece <= pieces; piece += 1) {
      const share = piece / pieces;
      mark({ x: px + (x - px) * share, y: py + (y - py) * share, width: 1, height: 1 });
    }
  });
}

/**
 * @param {Area} box
 * @param {(area: Area) => void} mark
 */
function outline({ x, y, width, height }, mark) {
  mark({ x, y: y + height - 1, width, height: 1 });
  mark({ x, y, width: 1, height });
  mark({ x: x + width - 1, y, width: 1, height });
}

/** @type {Map<number, [number, number, number][]>} */
const offsets = new Map();

/**
 * Where to try, the nearest first: (right, down, how far).
 * @param {number} reach
 */
function shifts(reach) {
  const found = offsets.get(reach);
  if (found) return found;
  /** @type {[number, number, number][]} */
  const all = [];
  for (let dx = -reach; dx <= reach; dx += STRIDE) {
    for (let dy = -reach; dy <= reach; dy += STRIDE) {
      const distance = Math.hypot(dx * FLAT, dy);
      if (distance <= reach) all.push([dx, dy, distance]);
    }
  }
  all.sort((one, other) => one[2] - other[2]);
  offsets.set(reach, all);
  return all;
}

/**
 * @param {Area} area
 * @param {Label} picture
 * @param {Margin} margin
 */
function inside({ x, y, width, height }, picture, margin) {
  return (
    x >= BORDER - margin.x &&
    y >= BORDER - margin.y &&
    x + width <= picture.width + margin.x - BORDER &&
    y + height <= picture.height + margin.y - BORDER
  );
}

/** @param {Area} area @param {number} by @returns {Area} */
function inset({ x, y, width, height }, by) {
  return { x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by };
}

/** @param {Area} a @param {Area} b */
function overlap(a, b) {
  return (
    Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > -GAP &&
    Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > -GAP
  );
}
