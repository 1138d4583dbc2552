/** Where two pictures stand so that both are seen whole, as large as that can be. */

import { besideLens, fitted } from "../../camera.js";

/** @typedef {import("../../camera.js").Size} Size */
/**
 * `aside`: one above the other, what is said of each on its left; `above`: one above the other over
 * the whole width, what is said above each; `columns`: side by side. `heights` are the pictures'
 * windows, in pixels; `k` the smaller scale.
 * @typedef {{way: "aside" | "above" | "columns", k: number, heights: [number, number]}} Arrangement
 */

/** The same distances as in `css/twin.css`. */
const SIDE = Object.freeze({ least: 260, share: 0.2 });
const CAPTIONS = Object.freeze({ above: [48, 82], columns: 150 });
/** What the program and the panel need under two pictures. */
const STRIP = 104;
/** What is said beside a picture needs such a height. */
const LOWEST = 190;
/** Letters are large enough from such a scale on: no arrangement is better for more. */
const ENOUGH = 0.75;
const WORTH = Object.freeze({ aside: 1, columns: 0.9, above: 0.85 });

/**
 * @param {readonly [Size, Size]} pictures
 * @param {Size} window that holds both, the program and the panel
 * @returns {Arrangement}
 */
export function arrangement(pictures, { width, height }) {
  const side = Math.max(SIDE.least, width * SIDE.share);
  const [first, second] = CAPTIONS.above;
  const half = { width: (width - side) / 2, height: height - CAPTIONS.columns };
  const ways = [
    stacked("aside", pictures, { width: width - side, height }, LOWEST),
    stacked("above", pictures, { width, height: height - first - second - STRIP }, 0),
    {
      way: /** @type {const} */ ("columns"),
      k: Math.min(...pictures.map((picture) => scale(picture, half))),
      heights: /** @type {[number, number]} */ ([half.height, half.height]),
    },
  ];
  const value = (/** @type {Arrangement} */ { way, k }) =>
    WORTH[way] * (isWhole(k) ? 1 + Math.min(k, ENOUGH) : k);
  return ways.reduce((best, way) => (value(way) > value(best) ? way : best));
}

/**
 * Whether a picture can be read as a whole at a scale.
 * @param {number} k
 */
export function isWhole(k) {
  return k >= besideLens().least;
}

/**
 * One above the other: each has the height that it needs at the scale at which both fit, and half
 * of what is left.
 * @param {"aside" | "above"} way
 * @param {readonly [Size, Size]} pictures
 * @param {Size} room
 * @param {number} lowest
 * @returns {Arrangement}
 */
function stacked(way, pictures, { width, height }, lowest) {
  const { padding, largest } = besideLens();
  const [one, other] = pictures.map((picture) => picture.height);
  const k = Math.min(
    (height - 4 * padding) / (one + other),
    ...pictures.map((picture) => (width - 2 * padding) / picture.width),
    largest,
  );
  const left = height - k * (one + other);
  const most = Math.max(height - lowest, height / 2);
  const upper = Math.min(Math.max(k * one + left / 2, height - most), most);
  const heights = /** @type {[number, number]} */ ([Math.floor(upper), Math.floor(height - upper)]);
  const scales = pictures.map((picture, row) => scale(picture, { width, height: heights[row] }));
  return { way, k: Math.min(...scales), heights };
}

/** @param {Size} picture @param {Size} window */
function scale(picture, window) {
  return fitted(picture, window, besideLens()).k;
}
