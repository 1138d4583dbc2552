/** One operation or tensor: its name, its value, its gradient, stacked. */

import { line } from "../model/tensors.js";
import { tidy } from "./display.js";
import { baseline, gridItems, gridSize, words } from "./grid.js";
import { gradientOf, valueOf } from "./moment.js";

/** @typedef {import("./display.js").Item} Item */
/** @typedef {import("./moment.js").Moment} Moment */
/** @typedef {import("./moment.js").Content} Content */
/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").Style} Style */
/** @typedef {import("./scene.js").View} View */
/** @typedef {{card: Card, index: number, node: number, tensor: number | null}} Drawn */

const RADII = Object.freeze({ parameter: 14, data: 2, value: 6, operation: 26 });
const FILLS = Object.freeze({
  parameter: "card",
  data: "card-data",
  value: "card-data",
  operation: "card",
});
const LIT = Object.freeze({ forward: "forward", backward: "gradient-line", update: "update" });
const SOFT = Object.freeze({
  forward: "forward-soft",
  backward: "gradient-soft",
  update: "update-soft",
});
export const PLACEHOLDER = "·";
export const HIDDEN = "?";

/**
 * @param {Moment} moment
 * @param {Drawn} drawn
 * @param {View} view
 * @returns {Item[]}
 */
export function cardItems(moment, drawn, view) {
  const { run } = moment;
  const { style } = run.layout;
  const { card, index, node, tensor } = drawn;
  const output = tensor === null ? 0 : run.trace.tensors[tensor].output;
  const value = valueOf(moment, node, output);
  const gradient = gradientOf(moment, node, tensor, output);
  const id = `card${index}`;
  const top = card.y + style.padding_y + style.title_line;
  const size = gridSize(card.value);
  const left = card.x + (card.width - size.width) / 2;
  const below = top + size.height + style.gap;
  const masked = view.hidden && gradient.fresh;
  return [
    group(moment, drawn, view, id, value, gradient, masked),
    ...outline(moment, drawn, view, id, value.known),
    ...title(card, style, id, value.known),
    ...(view.show.values
      ? row(card, value, {
          id: `${id}.value`,
          group: id,
          role: "value",
          x: left,
          y: top,
          size: style.value_size,
          tone: "forward",
          bold: false,
          opacity: 1,
        })
      : []),
    ...(!card.gradient && view.show.values
      ? [
          noGrad(
            card,
            {
              id: `${id}.none`,
              group: id,
              role: "none",
              x: left,
              y: below,
              size: style.subtitle_size + 4,
              tone: "muted",
              bold: false,
              opacity: 1,
            },
            style,
          ),
        ]
      : []),
    ...(card.gradient && view.show.values
      ? gradientRow(card, gradient, masked, {
          id: `${id}.grad`,
          group: id,
          role: "gradient",
          x: left,
          y: below,
          size: style.value_size,
          tone: "gradient",
          bold: true,
          opacity: 1,
        })
      : []),
    subtitle(card, style, id, view.show.grad_fn && run.trace.nodes[node].grad_fn !== null),
  ];
}

/**
 * @param {Moment} moment
 * @param {Drawn} drawn
 * @param {View} view
 * @param {string} id
 * @param {Content} value
 * @param {Content} gradient
 * @param {boolean} masked
 * @returns {Item}
 */
function group({ run, lit }, { card, node }, view, id, value, gradient, masked) {
  const parts = [card.title || run.names.nodes[node], card.kind];
  parts.push(value.known ? `value ${line(value.snapshot)}` : "not computed yet");
  if (card.gradient)
    parts.push(
      masked
        ? "gradient to be guessed"
        : gradient.snapshot
          ? `gradient ${line(gradient.snapshot)}`
          : "no gradient yet",
    );
  else parts.push("no grad");
  if (lit.has(node)) parts.push("current step");
  return {
    kind: "group",
    id,
    group: null,
    role: "card",
    node,
    label: parts.join(", "),
    pressed: view.selected === node,
  };
}

/**
 * @param {Moment} moment
 * @param {Drawn} drawn
 * @param {View} view
 * @param {string} id
 * @param {boolean} known
 * @returns {Item[]}
 */
function outline({ lit, phase }, { card, node }, view, id, known) {
  const { x, y, width, height, kind } = card;
  const radius = Math.min(RADII[kind], height / 2);
  const current = lit.has(node) ? phase : null;
  const tone = current ? LIT[current] : known ? "outline" : "faint";
  /** @type {Item[]} */
  const items = [];
  if (view.selected === node || view.pointed?.nodes.includes(node)) {
    items.push({
      kind: "rect",
      id: `${id}.ring`,
      group: id,
      role: "ring",
      x: x - 6,
      y: y - 6,
      width: width + 12,
      height: height + 12,
      radius: radius + 6,
      fill: "none",
      stroke: "focus",
      weight: view.selected === node ? 3 : 2,
      opacity: view.selected === node ? 1 : 0.6,
    });
  }
  items.push({
    kind: "rect",
    id: `${id}.shape`,
    group: id,
    role: "shape",
    x,
    y,
    width,
    height,
    radius,
    fill: current ? SOFT[current] : FILLS[kind],
    stroke: tone,
    weight: current ? 5 : 2.25,
  });
  return items;
}

/**
 * The symbol and the name on one line, centred together.
 * @param {Card} card
 * @param {Style} style
 * @param {string} id
 * @param {boolean} known
 * @returns {Item[]}
 */
function title(card, style, id, known) {
  const middle = card.y + style.padding_y + style.title_line / 2;
  const after =
    card.symbol === null
      ? undefined
      : { text: card.symbol, size: style.symbol_size, shift: style.symbol_gap, fill: "muted" };
  return [
    {
      kind: "text",
      id: `${id}.title`,
      group: id,
      role: "title",
      x: tidy(card.x + card.width / 2),
      y: baseline(middle, style.title_size),
      text: card.title,
      after,
      size: style.title_size,
      anchor: "middle",
      face: "sans",
      bold: true,
      fill: known ? "ink" : "muted",
    },
  ];
}

/**
 * @param {Card} card
 * @param {Content} content
 * @param {import("./grid.js").Place} place
 * @returns {Item[]}
 */
function row(card, content, place) {
  if (!content.known || !content.snapshot)
    return [words(card.value, PLACEHOLDER, { ...place, tone: "muted" })];
  return gridItems(card.value, content.snapshot, { ...place, opacity: content.seen });
}

/**
 * @param {Card} card
 * @param {Content} content
 * @param {boolean} masked
 * @param {import("./grid.js").Place} place
 * @returns {Item[]}
 */
function gradientRow(card, content, masked, place) {
  const { height } = gridSize(card.value);
  const present = content.snapshot !== null || masked;
  /** @type {Item} */
  const sign = {
    kind: "text",
    id: `${place.id}.sign`,
    group: place.group,
    x: tidy(place.x - 6),
    y: baseline(place.y + height / 2, place.size),
    text: "∂",
    size: place.size,
    anchor: "end",
    face: "sans",
    bold: present,
    fill: present ? "gradient" : "muted",
  };
  if (masked) return [sign, words(card.value, HIDDEN, place)];
  return [sign, ...row(card, content, place)];
}

/**
 * Where a gradient would be, the words that say that none comes.
 * @param {Card} card
 * @param {import("./grid.js").Place} place
 * @param {Style} style
 * @returns {Item}
 */
function noGrad(card, place, style) {
  return words(
    {
      ...card.value,
      rows: 1,
      columns: 1,
      cell_width: gridSize(card.value).width,
      cell_height: style.value_line,
    },
    "no grad",
    place,
  );
}

/**
 * @param {Card} card
 * @param {Style} style
 * @param {string} id
 * @param {boolean} told the overlay of gradient functions is on
 * @returns {Item}
 */
function subtitle(card, style, id, told) {
  const middle = card.y + card.height - style.padding_y - style.subtitle_line / 2;
  return {
    kind: "text",
    id: `${id}.subtitle`,
    group: id,
    role: "subtitle",
    x: tidy(card.x + card.width / 2),
    y: baseline(middle, style.subtitle_size),
    text: card.subtitle,
    size: style.subtitle_size,
    anchor: "middle",
    face: card.kind === "operation" ? "mono" : "sans",
    fill: told && card.kind === "operation" ? "gradient" : "muted",
  };
}
