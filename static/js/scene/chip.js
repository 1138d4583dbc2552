/** The chain rule on every lane that a gradient has gone back along: in symbols and in numbers. */

import { lossName } from "../model/chain.js";
import { derivative } from "../model/sentence.js";
import { line } from "../model/tensors.js";
import { along, measure } from "./curve.js";
import { tidy } from "./display.js";
import { legible } from "./letters.js";
import { trafficOf } from "./moment.js";

/** @typedef {import("./display.js").Item} Item */

const SIZE = 20;
/** With more lanes than this, only those of the current step and of what is pointed at have numbers. */
const MOST = 14;
/** With more than this, the others have nothing at all. */
const MOST_AT_ALL = 48;

/** @typedef {import("./label.js").Label} Label */
/**
 * `short` says it in symbols only, for where the label has no room.
 * @typedef {{label: Label, short: Label, at: import("./display.js").Point, current: boolean}} Chip
 */

/**
 * The current ones first: they get the best places.
 * @param {import("./moment.js").Moment} moment
 * @param {import("../types.js").Frame} frame
 * @param {import("../types.js").Picture} picture
 * @param {import("./scene.js").View} view
 * @returns {Chip[]}
 */
export function chipsOf(moment, frame, picture, view) {
  if (!view.show.chain) return [];
  const size = legible(SIZE, view.least);
  const chips = picture.routes.flatMap((route, index) => {
    const edge = frame.edges[index];
    const { backward, going, gradient } = trafficOf(moment, edge);
    const near = view.pointed?.edges.includes(edge) ?? false;
    const current = going < 0;
    const wanted = picture.routes.length <= MOST_AT_ALL || current || near;
    if (!route.backward || backward < 1 || !gradient || !wanted) return [];
    const number = view.hidden && current ? "?" : line(gradient);
    const [symbol, ...more] = linesOf(moment, edge, number, !view.slide && (current || near));
    // On a slide the formula above the picture says the rest.
    const few = picture.routes.length <= MOST && !view.slide;
    const lines = few || current || near ? together(symbol, more) : [symbol];
    const [label, short] = [lines, [symbol]].map((each) =>
      labelOf(`chip${index}`, edge, each, current, size),
    );
    return [{ label, short, at: along(measure(route.backward), 0.5).point, current }];
  });
  return [...chips.filter(({ current }) => current), ...chips.filter(({ current }) => !current)];
}

/**
 * @param {string} id
 * @param {number} edge
 * @param {string[]} lines
 * @param {boolean} current
 * @param {number} size
 * @returns {Label}
 */
function labelOf(id, edge, lines, current, size) {
  return {
    id,
    role: "chip",
    edge,
    lines,
    size,
    face: "sans",
    anchor: "start",
    fill: current ? "gradient-strong" : "surface",
    stroke: "gradient-line",
    tone: current ? "on-strong" : "gradient",
    bold: true,
  };
}

/**
 * From a lane to its label, where they do not touch.
 * @param {Chip} chip
 * @param {import("./raster.js").Area} area
 * @returns {Item[]}
 */
export function leaderItems({ label: { id }, at }, { x, y, width, height }) {
  const touch = [Math.min(Math.max(at[0], x), x + width), Math.min(Math.max(at[1], y), y + height)];
  if (Math.hypot(touch[0] - at[0], touch[1] - at[1]) < 1) return [];
  return [
    {
      kind: "path",
      id: `${id}.leader`,
      group: null,
      role: "leader",
      d: `M${at.map(tidy).join(",")}L${touch.map(tidy).join(",")}`,
      stroke: "gradient-line",
      weight: 1.5,
      fill: "none",
    },
  ];
}

/**
 * What fits on one line stands on one.
 * @param {string} symbol
 * @param {string[]} more
 */
function together(symbol, more) {
  return more.length === 1 ? [`${symbol} ${more[0]}`] : [symbol, ...more];
}

/**
 * The derivative, and what it is equal to.
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
  if (!whole || loss === from) return [left, `= ${number}`];
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
