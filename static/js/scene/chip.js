/** The chain rule on every lane that a gradient has gone back along: in symbols and in numbers. */

import { lossName } from "../model/chain.js";
import { derivative } from "../model/sentence.js";
import { line } from "../model/tensors.js";
import { along, measure } from "./curve.js";
import { tidy } from "./display.js";
import { baseline } from "./grid.js";
import { trafficOf } from "./moment.js";

/** @typedef {import("./display.js").Item} Item */
/** @typedef {{x: number, y: number, width: number, height: number}} Area */

const SIZE = 14;
const LINE = 20;
const PADDING = 10;
const LETTER = 0.6;
const SHARES = [0.5, 0.4, 0.6, 0.3, 0.7];
const SHIFTS = [0, 32, -32, 60, -60, 90, -90, 130, -130];
/** With more lanes than this, only those of the current step and of what is pointed at. */
const MOST = 12;

/**
 * @param {import("./moment.js").Moment} moment
 * @param {import("../types.js").Frame} frame
 * @param {import("../types.js").Picture} picture
 * @param {import("./scene.js").View} view
 * @returns {Item[]}
 */
export function chipItems(moment, frame, picture, view) {
  if (!view.show.chain) return [];
  /** @type {Area[]} */
  const taken = picture.cards.map(({ x, y, width, height }) => ({ x, y, width, height }));
  return picture.routes.flatMap((route, index) => {
    const edge = frame.edges[index];
    const { backward, going, gradient } = trafficOf(moment, edge);
    const wanted = picture.routes.length <= MOST || going < 0 || view.pointed?.edges.includes(edge);
    if (!route.backward || backward < 1 || !gradient || !wanted) return [];
    const lines = linesOf(moment, edge, view.hidden && going < 0 ? "?" : line(gradient));
    const area = freeArea(route.backward, sizeOf(lines), taken, picture);
    taken.push(area);
    return chip(`chip${index}`, edge, lines, area, going < 0);
  });
}

/**
 * @param {import("./moment.js").Moment} moment
 * @param {number} edge
 * @param {string} number
 */
function linesOf({ run, position }, edge, number) {
  const { source, target } = run.trace.edges[edge];
  const [from, to] = [run.names.nodes[target], run.names.nodes[source]];
  const loss = lossName(run, lastBackward(run, edge, position));
  const symbols = loss === from ? derivative(loss, to) : `${derivative(loss, from)} · ${derivative(from, to)}`;
  return [symbols, `= ${number}`];
}

/**
 * @param {import("../model/run.js").Run} run
 * @param {number} edge
 * @param {number} position
 */
function lastBackward(run, edge, position) {
  return run.history.sent.get(edge)?.at.findLast((each) => each <= position) ?? position;
}

/** @param {string[]} lines */
function sizeOf(lines) {
  const longest = Math.max(...lines.map((text) => text.length));
  return { width: longest * SIZE * LETTER + 2 * PADDING, height: lines.length * LINE + 8 };
}

/**
 * The place beside the lane that covers least of what is there already.
 * @param {number[][]} chain
 * @param {{width: number, height: number}} size
 * @param {Area[]} taken
 * @param {{width: number, height: number}} picture
 * @returns {Area}
 */
function freeArea(chain, { width, height }, taken, picture) {
  const measured = measure(chain);
  let best = { x: 0, y: 0, width, height };
  let least = Infinity;
  for (const share of SHARES) {
    const [x, y] = along(measured, share).point;
    for (const shift of SHIFTS) {
      const area = { x: clamp(x - width / 2, picture.width - width), y: clamp(y + shift - height / 2, picture.height - height), width, height };
      const cost = taken.reduce((sum, each) => sum + overlap(area, each), 0) + Math.abs(shift) * 3 + Math.abs(share - 0.5) * 40;
      if (cost < least) [best, least] = [area, cost];
    }
  }
  return best;
}

/** @param {number} value @param {number} most */
function clamp(value, most) {
  return Math.min(Math.max(value, 0), Math.max(most, 0));
}

/** @param {Area} a @param {Area} b */
function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/**
 * @param {string} id
 * @param {number} edge
 * @param {string[]} lines
 * @param {Area} area
 * @param {boolean} current
 * @returns {Item[]}
 */
function chip(id, edge, lines, area, current) {
  const middle = tidy(area.x + area.width / 2);
  return [
    { kind: "rect", id, group: null, role: "chip", edge, x: tidy(area.x), y: tidy(area.y), width: tidy(area.width), height: area.height, radius: 8, fill: current ? "gradient-strong" : "surface", stroke: "gradient", weight: 1.5 },
    ...lines.map((text, index) => /** @type {Item} */ ({ kind: "text", id: `${id}.${index}`, group: null, role: "chip-text", edge, x: middle, y: baseline(area.y + 4 + LINE * (index + 0.5), SIZE), text, size: SIZE, anchor: "middle", face: "mono", bold: index > 0, fill: current ? "on-strong" : "gradient" })),
  ];
}
