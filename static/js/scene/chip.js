/** The chain rule on every lane that a gradient has gone back along: in symbols and in numbers. */

import { lossName } from "../model/chain.js";
import { derivative } from "../model/sentence.js";
import { line } from "../model/tensors.js";
import { along, measure } from "./curve.js";
import { tidy } from "./display.js";
import { baseline } from "./grid.js";
import { legible, widthOf } from "./letters.js";
import { trafficOf } from "./moment.js";
import { freePlace } from "./placement.js";

/** @typedef {import("./display.js").Item} Item */
/** @typedef {import("./placement.js").Area} Area */
/** @typedef {import("./placement.js").Label} Label */

const SIZE = 20;
const LEADING = 1.4;
const PADDING = 13;
/** With more lanes than this, only those of the current step and of what is pointed at. */
const MOST = 14;

/**
 * @param {import("./moment.js").Moment} moment
 * @param {import("../types.js").Frame} frame
 * @param {import("../types.js").Picture} picture
 * @param {import("./scene.js").View} view
 * @returns {Item[]}
 */
export function chipItems(moment, frame, picture, view) {
  if (!view.show.chain) return [];
  const labels = picture.routes.flatMap((route, index) => {
    const edge = frame.edges[index];
    const { backward, going, gradient } = trafficOf(moment, edge);
    const near = view.pointed?.edges.includes(edge) ?? false;
    // On a slide the formula above the picture says the rest.
    const few = picture.routes.length <= MOST && !view.slide;
    const wanted = few || going < 0 || near;
    if (!route.backward || backward < 1 || !gradient || !wanted) return [];
    const number = view.hidden && going < 0 ? "?" : line(gradient);
    const lines = linesOf(moment, edge, number, !view.slide && (going < 0 || near));
    return [{ index, edge, lines, current: going < 0, chain: route.backward }];
  });
  // The current ones first: they get the best places.
  const ordered = [
    ...labels.filter(({ current }) => current),
    ...labels.filter(({ current }) => !current),
  ];
  const size = legible(SIZE, view.least);
  /** @type {Area[]} */
  const taken = [];
  return ordered.flatMap(({ index, edge, lines, current, chain }) => {
    const anchor = along(measure(chain), 0.5).point;
    const area = freePlace(anchor, sizeOf(lines, size), picture, taken);
    taken.push(area);
    return chip(`chip${index}`, edge, lines, area, anchor, current, size);
  });
}

/**
 * @param {import("./moment.js").Moment} moment
 * @param {number} edge
 * @param {string} number
 * @param {boolean} whole
 */
function linesOf({ run, position }, edge, number, whole) {
  const { source, target } = run.trace.edges[edge];
  const [from, to] = [run.names.nodes[target], run.names.nodes[source]];
  const loss = lossName(run, lastBackward(run, edge, position));
  const left = derivative(loss, to);
  if (!whole || loss === from) return [`${left} = ${number}`];
  return [left, `= ${derivative(loss, from)} · ${derivative(from, to)}`, `= ${number}`];
}

/**
 * @param {import("../model/run.js").Run} run
 * @param {number} edge
 * @param {number} position
 */
function lastBackward(run, edge, position) {
  return run.history.sent.get(edge)?.at.findLast((each) => each <= position) ?? position;
}

/**
 * @param {string[]} lines
 * @param {number} size
 */
function sizeOf(lines, size) {
  const longest = Math.max(...lines.map((text) => widthOf(text, size, "sans", true)));
  return {
    width: longest + 2 * PADDING,
    height: lines.length * size * LEADING + 12,
  };
}

/**
 * @param {string} id
 * @param {number} edge
 * @param {string[]} lines
 * @param {Area} area
 * @param {import("./display.js").Point} anchor
 * @param {boolean} current
 * @param {number} size
 * @returns {Item[]}
 */
function chip(id, edge, lines, area, anchor, current, size) {
  const { x, y, width, height } = area;
  const touch = [
    Math.min(Math.max(anchor[0], x), x + width),
    Math.min(Math.max(anchor[1], y), y + height),
  ];
  const fill = current ? "gradient-strong" : "surface";
  return [
    {
      kind: "path",
      id: `${id}.leader`,
      group: null,
      role: "leader",
      d: `M${anchor.map(tidy).join(",")}L${touch.map(tidy).join(",")}`,
      stroke: "gradient-line",
      weight: 1.5,
      fill: "none",
    },
    {
      kind: "rect",
      id,
      group: null,
      role: "chip",
      edge,
      x: tidy(x),
      y: tidy(y),
      width: tidy(width),
      height,
      radius: 10,
      fill,
      stroke: "gradient-line",
      weight: 1.75,
    },
    ...lines.map(
      (text, index) =>
        /** @type {Item} */ ({
          kind: "text",
          id: `${id}.${index}`,
          group: null,
          role: "chip-text",
          edge,
          x: tidy(x + PADDING),
          y: baseline(y + 6 + size * LEADING * (index + 0.5), size),
          text,
          size,
          anchor: "start",
          face: "sans",
          bold: index === lines.length - 1,
          fill: current ? "on-strong" : "gradient",
        }),
    ),
  ];
}
