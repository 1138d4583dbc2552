/** A tensor as cells: a number, numbers on a tint, or a heatmap. */

import { real, short } from "../model/numbers.js";
import { reach } from "../model/tensors.js";
import { tidy } from "./display.js";
import { widthOf } from "./letters.js";

/** @typedef {import("./display.js").Item} Item */
/** @typedef {import("../types.js").Grid} Grid */
/** @typedef {import("../types.js").Snapshot} Snapshot */
/** @typedef {import("../types.js").Scalar} Scalar */
/**
 * @typedef {object} Place
 * @property {string} id
 * @property {string} group
 * @property {string} role what the numbers are
 * @property {number} x left
 * @property {number} y top
 * @property {number} size of the digits
 * @property {string} tone
 * @property {boolean} bold
 * @property {number} opacity
 */

const SHADES = 16;

/** @param {Grid} grid */
export function gridSize({ rows, columns, cell_width, cell_height }) {
  return { width: columns * cell_width, height: rows * cell_height };
}

/**
 * @param {Grid} grid
 * @param {Snapshot} snapshot
 * @param {Place} place
 * @returns {Item[]}
 */
export function gridItems(grid, snapshot, place) {
  const values = snapshot.values ?? snapshot.preview?.values ?? null;
  if (!values) return [words(grid, aside(snapshot), place)];
  if (grid.form === "heatmap") return heatmap(grid, snapshot, values, place);
  if (values.length === 0) return [words(grid, "empty", place)];
  const scale = values.length > 1 ? reach(values) : 0;
  return values
    .slice(0, grid.rows * grid.columns)
    .flatMap((value, index) =>
      cell(grid, { ...place, id: `${place.id}.${index}` }, value, index, scale, snapshot.dtype),
    );
}

/**
 * One line in the middle of a grid.
 * @param {Grid} grid
 * @param {string} text
 * @param {Place} place
 * @returns {Item}
 */
export function words(grid, text, { id, group, role, x, y, size, tone, bold, opacity }) {
  const { width, height } = gridSize(grid);
  return {
    kind: "text",
    id: `${id}.text`,
    group,
    role,
    x: tidy(x + width / 2),
    y: baseline(y + height / 2, size),
    text,
    size,
    anchor: "middle",
    face: "sans",
    fill: tone,
    bold,
    opacity,
  };
}

/**
 * Where letters stand so that figures are centred about `middle`.
 * @param {number} middle
 * @param {number} size
 */
export function baseline(middle, size) {
  return tidy(middle + size * 0.36);
}

/**
 * @param {Grid} grid
 * @param {Place} place
 * @param {Scalar} value
 * @param {number} index
 * @param {number} scale
 * @param {string} dtype
 * @returns {Item[]}
 */
function cell(grid, place, value, index, scale, dtype) {
  const x = place.x + (index % grid.columns) * grid.cell_width;
  const y = place.y + Math.floor(index / grid.columns) * grid.cell_height;
  const single = { ...grid, rows: 1, columns: 1 };
  const number = words(single, short(value, dtype), { ...place, x, y });
  return scale > 0 ? [tint(grid, place, value, scale, x, y), number] : [number];
}

/**
 * @param {Grid} grid
 * @param {Place} place
 * @param {Scalar} value
 * @param {number} scale
 * @param {number} x
 * @param {number} y
 * @returns {Item}
 */
function tint(grid, { id, group, opacity }, value, scale, x, y) {
  const number = real(value);
  const share = Number.isFinite(number) ? Math.abs(number) / scale : 1;
  return {
    kind: "rect",
    id: `${id}.tint`,
    group,
    x: tidy(x + 1),
    y: tidy(y + 1),
    width: tidy(grid.cell_width - 2),
    height: tidy(grid.cell_height - 2),
    radius: 3,
    fill: Number.isFinite(number)
      ? number < 0
        ? "cell-negative"
        : "cell-positive"
      : "cell-broken",
    opacity: tidy(share * opacity),
  };
}

/**
 * All cells of one colour and strength as one path.
 * @param {Grid} grid
 * @param {Snapshot} snapshot
 * @param {Scalar[]} values
 * @param {Place} place
 * @returns {Item[]}
 */
function heatmap(grid, snapshot, values, place) {
  const { width, height } = gridSize(grid);
  const rows = snapshot.values ? rowCount(snapshot) : (snapshot.preview?.rows ?? 1);
  const columns = Math.max(1, Math.ceil(values.length / rows));
  const scale = reach(values) || 1;
  const [dx, dy] = [width / columns, height / rows];
  /** @type {Map<string, string[]>} */
  const squares = new Map();
  values.forEach((value, index) => {
    const shade = shadeOf(real(value), scale);
    const x = tidy(place.x + (index % columns) * dx);
    const y = tidy(place.y + Math.floor(index / columns) * dy);
    const square = `M${x},${y}h${tidy(dx)}v${tidy(dy)}h${tidy(-dx)}z`;
    squares.set(shade, [...(squares.get(shade) ?? []), square]);
  });
  const painted = [...squares].map(([shade, parts]) => {
    const [fill, level] = shade.split(" ");
    return /** @type {Item} */ ({
      kind: "path",
      id: `${place.id}.${fill}${level}`,
      group: place.group,
      d: parts.join(""),
      fill,
      opacity: tidy((Number(level) / SHADES) * place.opacity),
    });
  });
  return [...painted, ...broken(grid, snapshot, values, place)];
}

/**
 * How many elements are no numbers, in words: in a heatmap they could be overlooked, or averaged
 * away.
 * @param {Grid} grid
 * @param {Snapshot} snapshot
 * @param {Scalar[]} values
 * @param {Place} place
 * @returns {Item[]}
 */
function broken(grid, { statistics }, values, place) {
  const count = (/** @type {(value: number) => boolean} */ is) =>
    values.map(real).filter(is).length;
  const nans = statistics?.nans ?? count(Number.isNaN);
  const infs = statistics?.infs ?? count((value) => Math.abs(value) === Infinity);
  const text = [nans ? `${nans} NaN` : "", infs ? `${infs} ∞` : ""].filter(Boolean).join(", ");
  if (!text) return [];
  const { width, height } = gridSize(grid);
  const [wide, high] = [widthOf(text, place.size, "sans", true) + 8, place.size + 2];
  return [
    {
      kind: "rect",
      id: `${place.id}.broken`,
      group: place.group,
      x: tidy(place.x + (width - wide) / 2),
      y: tidy(place.y + (height - high) / 2),
      width: tidy(wide),
      height: high,
      radius: 4,
      fill: "cell-broken",
      opacity: place.opacity,
    },
    words(grid, text, { ...place, id: `${place.id}.count`, bold: true }),
  ];
}

/**
 * A colour and one of a few strengths of it.
 * @param {number} number
 * @param {number} scale
 */
function shadeOf(number, scale) {
  if (!Number.isFinite(number)) return `cell-broken ${SHADES}`;
  const level = Math.round((Math.abs(number) / scale) * SHADES);
  return `${number < 0 ? "heat-negative" : "heat-positive"} ${level}`;
}

/** @param {Snapshot} snapshot */
function rowCount({ shape, values }) {
  const count = values?.length ?? 0;
  const columns = shape.at(-1) ?? 1;
  return Math.max(1, columns ? count / columns : 1);
}

/** @param {Snapshot} snapshot */
function aside({ statistics }) {
  if (statistics?.mean == null) return "not kept";
  return `mean ${short(statistics.mean, "float")}`;
}
