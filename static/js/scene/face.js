/** A card's face: its outline, its name, its value, its gradient, stacked. */

import { line } from "../model/tensors.js";
import { batchItems } from "./batch.js";
import { tidy } from "./display.js";
import { baseline, gridItems, gridSize, words } from "./grid.js";
import { legible, widthOf } from "./letters.js";
import { subtitleFace, subtitleText } from "./subtitle.js";

/** @typedef {import("./display.js").Item} Item */
/** @typedef {import("./grid.js").Place} Place */
/** @typedef {import("./moment.js").Content} Content */
/**
 * @typedef {object} Face
 * @property {string} id
 * @property {import("../types.js").Card} card
 * @property {number} node
 * @property {import("../types.js").Style} style
 * @property {string} name
 * @property {Content} value
 * @property {Content} gradient
 * @property {import("../types.js").Phase | null} current the phase, if the step is about it
 * @property {boolean} selected
 * @property {boolean} pointed
 * @property {boolean} numbers whether values and gradients are shown
 * @property {boolean} named whether its gradient function is
 * @property {boolean} slide whether what is secondary is left out
 * @property {number} least the smallest letters that can be read
 * @property {number} batch the size of axis 0 where that is a batch, else 0
 * @property {boolean} along whether its examples are the rows of the grid
 * @property {boolean} bare whether it has no texts: they could not be read
 */

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
const PLACEHOLDER = "·";

/**
 * @param {Face} face
 * @returns {Item[]}
 */
export function faceItems(face) {
  return [group(face), ...ring(face), shape(face), ...(face.bare ? [] : texts(face))];
}

/**
 * @param {Face} face
 * @returns {Item[]}
 */
function texts(face) {
  return [
    title(face),
    ...(face.numbers ? [...valueRow(face), ...gradientRow(face)] : []),
    ...subtitle(face),
    ...batchItems(face, place(face, 0), subtitleOf(face).includes("=")),
  ];
}

/** @param {Face} face @returns {Item} */
function group(face) {
  const { id, node, name, card, value, current, selected } = face;
  const parts = [
    name,
    card.kind,
    value.known ? `value ${line(value.snapshot)}` : "not computed yet",
    gradientWords(face),
    ...(face.batch ? [`batch of ${face.batch}`] : []),
    ...(current ? ["current step"] : []),
  ];
  const label = parts.join(", ");
  return { kind: "group", id, group: null, role: "card", node, label, pressed: selected };
}

/** @param {Face} face */
function gradientWords({ card, gradient }) {
  if (!card.gradient) return "no grad";
  return gradient.snapshot ? `gradient ${line(gradient.snapshot)}` : "no gradient yet";
}

/** @param {Face} face @returns {Item[]} */
function ring({ id, card: { x, y, width, height, kind }, selected, pointed }) {
  if (!selected && !pointed) return [];
  return [
    {
      kind: "rect",
      id: `${id}.ring`,
      group: id,
      role: "ring",
      x: x - 6,
      y: y - 6,
      width: width + 12,
      height: height + 12,
      radius: Math.min(RADII[kind], height / 2) + 6,
      fill: "none",
      stroke: "focus",
      weight: selected ? 3 : 2,
      opacity: selected ? 1 : 0.6,
    },
  ];
}

/** @param {Face} face @returns {Item} */
function shape({ id, card: { x, y, width, height, kind }, value, current }) {
  return {
    kind: "rect",
    id: `${id}.shape`,
    group: id,
    role: "shape",
    x,
    y,
    width,
    height,
    radius: Math.min(RADII[kind], height / 2),
    fill: current ? SOFT[current] : FILLS[kind],
    stroke: current ? LIT[current] : value.known ? "outline" : "faint",
    weight: current ? 5 : 2.25,
  };
}

/**
 * The name, and the operation's sign beside it.
 * @param {Face} face
 * @returns {Item}
 */
function title({ id, card, style, value, least }) {
  const { symbol_size, symbol_gap: shift } = style;
  const size = Math.min(legible(symbol_size, least), style.title_size);
  return {
    kind: "text",
    id: `${id}.title`,
    group: id,
    role: "title",
    x: tidy(card.x + card.width / 2),
    y: baseline(card.y + style.padding_y + style.title_line / 2, style.title_size),
    text: card.title,
    after: card.symbol === null ? undefined : { text: card.symbol, size, shift, fill: "muted" },
    size: style.title_size,
    anchor: "middle",
    face: "sans",
    bold: true,
    fill: value.known ? "ink" : "muted",
  };
}

/** @param {Face} face @returns {Item[]} */
function valueRow(face) {
  const { card, value } = face;
  return row(card.value, value, { ...place(face, 0), role: "value", tone: "forward" });
}

/**
 * The gradient under its sign, or the words that none comes.
 * @param {Face} face
 * @returns {Item[]}
 */
function gradientRow(face) {
  const { id, card, style, gradient } = face;
  const grid = gridSize(card.value);
  const own = place(face, card.beside ? 0 : grid.height + style.gap);
  const aside = card.beside ? grid.width + style.gutter : 0;
  const below = { ...own, id: `${id}.gradient`, x: own.x + aside };
  if (!card.gradient) {
    const wide = { cell_width: grid.width, cell_height: style.value_line, rows: 1, columns: 1 };
    const size = Math.min(legible(style.subtitle_size + 4, face.least), style.value_size);
    const small = { ...below, role: "none", tone: "muted", size };
    return [words({ ...card.value, ...wide }, "no grad", small)];
  }
  const there = { ...below, role: "gradient", tone: "gradient", bold: true };
  const present = gradient.snapshot !== null;
  if (card.value.form !== "number")
    return [sign(there, grid.height, present), ...row(card.value, gradient, there)];
  const [number] = row(card.value, gradient, { ...there, x: there.x + style.gutter / 2 });
  const width = number.kind === "text" ? widthOf(number.text, number.size, "sans", present) : 0;
  const x = there.x + style.gutter / 2 + (grid.width - width) / 2;
  return [sign({ ...there, x }, grid.height, present), number];
}

/**
 * @param {Place} place
 * @param {number} height
 * @param {boolean} present
 * @returns {Item}
 */
function sign({ id, group, x, y, size }, height, present) {
  return {
    kind: "text",
    id: `${id}.sign`,
    group,
    x: tidy(x - 6),
    y: baseline(y + height / 2, size),
    text: "∂",
    size,
    anchor: "end",
    face: "sans",
    bold: present,
    fill: present ? "gradient" : "muted",
  };
}

/**
 * What is secondary: a leaf's shape, an operation's gradient function; nothing where it could not
 * be read.
 * @param {Face} face
 * @returns {Item[]}
 */
function subtitle(face) {
  const { id, card, style, named, least } = face;
  const text = subtitleOf(face);
  if (!text) return [];
  const size = legible(style.subtitle_size, least);
  return [
    {
      kind: "text",
      id: `${id}.subtitle`,
      group: id,
      role: "subtitle",
      x: tidy(card.x + card.width / 2),
      y: baseline(card.y + card.height - style.padding_y - style.subtitle_line / 2, size),
      text,
      size,
      anchor: "middle",
      face: subtitleFace(card),
      fill: named && card.kind === "operation" ? "gradient" : "muted",
    },
  ];
}

/** @param {Face} face */
function subtitleOf({ card, style, slide, least, batch }) {
  return slide ? "" : subtitleText(card, style, least, batch);
}

/**
 * @param {import("../types.js").Grid} grid
 * @param {Content} content
 * @param {Place} place
 * @returns {Item[]}
 */
function row(grid, content, place) {
  if (!content.known || !content.snapshot) {
    return [words(grid, PLACEHOLDER, { ...place, tone: "muted" })];
  }
  return gridItems(grid, content.snapshot, { ...place, opacity: content.seen });
}

/**
 * The top left corner of a grid, `down` below the first.
 * @param {Face} face
 * @param {number} down
 * @returns {Place}
 */
function place({ id, card, style }, down) {
  const { width } = gridSize(card.value);
  const gutter = card.gradient && card.value.form !== "number" ? style.gutter : 0;
  const whole = card.beside ? 2 * width + gutter : width;
  // The sign ∂ stands on the left of the grids, or between them.
  const left = card.beside ? 0 : gutter / 2;
  return {
    id: `${id}.value`,
    group: id,
    role: "value",
    x: card.x + (card.width - whole) / 2 + left,
    y: card.y + style.padding_y + style.title_line + down,
    size: style.value_size,
    tone: "forward",
    bold: false,
    opacity: 1,
  };
}
