/** The way between two cards: values along the upper lane, gradients back along the lower one. */

import { along, arrowHead, endAngle, measure, pathData, shortened } from "./curve.js";
import { tidy } from "./display.js";
import { remembered } from "./memo.js";
import { trafficOf } from "./moment.js";

/** @typedef {import("./display.js").Item} Item */
/** @typedef {import("./moment.js").Moment} Moment */
/** @typedef {import("../types.js").Route} Route */

const DASH = "11 7";
const ARROW = 15;

/**
 * @param {Moment} moment
 * @param {{route: Route, index: number, edge: number}} drawn
 * @param {import("./scene.js").View} view
 * @param {boolean} [bare] without arrows
 * @returns {{lanes: Item[], travellers: Item[]}}
 */
export function laneItems(moment, { route, index, edge }, view, bare = false) {
  const { forward, backward, going } = trafficOf(moment, edge);
  const near = view.pointed?.edges.includes(edge) ?? false;
  const key = [
    ...route.forward[0],
    ...route.forward.slice(-1)[0],
    edge,
    forward,
    backward,
    going,
    near,
    bare,
  ];
  const draw = () => [
    ...lane(`lane${index}`, route.forward, edge, {
      tone: "forward",
      done: forward,
      current: going > 0,
      near,
      dashed: false,
    }),
    ...(route.backward
      ? lane(`back${index}`, route.backward, edge, {
          tone: "gradient-line",
          done: backward,
          current: going < 0,
          near,
          dashed: true,
        })
      : []),
  ];
  return {
    lanes: remembered(moment.run, `lane${index}`, key.join(), () =>
      bare ? draw().filter(({ role }) => role === "lane") : draw(),
    ),
    travellers: traveller(moment, route, index, { forward, backward, going }),
  };
}

/**
 * @param {string} id
 * @param {number[][]} chain
 * @param {number} edge
 * @param {{tone: string, done: number, current: boolean, near: boolean, dashed: boolean}} how
 * @returns {Item[]}
 */
function lane(id, chain, edge, { tone, done, current, near, dashed }) {
  const whole = done >= 1;
  const colour = whole ? tone : "idle";
  const weight = (whole && current ? 5 : 3) + (near ? 1.5 : 0);
  const common = { group: null, edge, fill: "none", dash: dashed ? DASH : undefined };
  const size = whole && current ? ARROW + 4 : ARROW;
  const tip = /** @type {[number, number]} */ (chain[chain.length - 1]);
  /** @type {Item[]} */
  const items = [
    {
      kind: "path",
      id,
      ...common,
      role: "lane",
      d: pathData(shortened(chain, size * 0.8)),
      stroke: colour,
      weight,
      opacity: whole ? 1 : dashed ? 0.55 : 0.8,
    },
    {
      kind: "path",
      id: `${id}.tip`,
      group: null,
      edge,
      role: "tip",
      d: arrowHead(tip, endAngle(chain), size),
      fill: colour,
      opacity: whole ? 1 : dashed ? 0.55 : 0.8,
    },
  ];
  if (done > 0 && !whole) {
    items.push({
      kind: "path",
      id: `${id}.way`,
      ...common,
      role: "way",
      d: partial(chain, done),
      stroke: tone,
      weight: 5,
    });
  }
  return items;
}

/**
 * @param {Moment} moment
 * @param {Route} route
 * @param {number} index
 * @param {{forward: number, backward: number, going: number}} traffic
 * @returns {Item[]}
 */
function traveller({ progress }, route, index, traffic) {
  const share = traffic.going > 0 ? traffic.forward : traffic.backward;
  const chain = traffic.going > 0 ? route.forward : route.backward;
  if (traffic.going === 0 || !chain || share <= 0 || share >= 1 || progress >= 1) return [];
  const [x, y] = along(measure(chain), share).point.map(tidy);
  const tone = traffic.going > 0 ? "forward" : "gradient-line";
  return [
    {
      kind: "circle",
      id: `halo${index}`,
      group: null,
      role: "halo",
      x,
      y,
      r: 17,
      fill: tone,
      opacity: 0.22,
    },
    {
      kind: "circle",
      id: `traveller${index}`,
      group: null,
      role: "traveller",
      x,
      y,
      r: 9,
      fill: tone,
    },
  ];
}

/**
 * The first part of a chain.
 * @param {number[][]} chain
 * @param {number} share
 */
function partial(chain, share) {
  const measured = measure(chain);
  const end = along(measured, share).point;
  const kept = measured.points.filter((_, index) => measured.at[index] < share * measured.length);
  return `M${[...kept, end].map(([x, y]) => `${tidy(x)},${tidy(y)}`).join("L")}`;
}
