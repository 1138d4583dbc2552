/** Where the picture is looked at from: a scale and a shift, as immutable values. */

/** @typedef {{k: number, x: number, y: number}} Camera */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{x: number, y: number, width: number, height: number}} Area */

/** Windows narrower than this are held in a hand. */
const HAND = 600;
/** Where a picture is followed, no larger than this: what is round the step counts, too. */
const COMFORTABLE = 0.66;
const PADDING = 20;
const LARGEST = 1.15;
const RANGE = Object.freeze([0.02, 6]);

/**
 * Below this scale a card's letters cannot be read, so the camera follows the step instead.
 * @param {Size} window
 */
export function leastScale({ width }) {
  return width < HAND ? 0.5 : 0.36;
}

/**
 * The whole picture in the middle.
 * @param {Size} picture
 * @param {Size} window
 * @returns {Camera}
 */
export function fitted(picture, window) {
  const across = (window.width - 2 * PADDING) / picture.width;
  const down = (window.height - 2 * PADDING) / picture.height;
  const k = Math.max(Math.min(across, down, LARGEST), RANGE[0]);
  return {
    k,
    x: (window.width - picture.width * k) / 2,
    y: (window.height - picture.height * k) / 2,
  };
}

/**
 * The camera of a picture shown with a margin round it, seen from the picture itself.
 * @param {Camera} camera
 * @param {{x: number, y: number}} margin
 * @returns {Camera}
 */
export function withoutMargin({ k, x, y }, margin) {
  return { k, x: x + margin.x * k, y: y + margin.y * k };
}

/**
 * The scale at which a picture that does not fit is followed: as large as its shorter side allows.
 * @param {Size} picture
 * @param {Size} window
 */
export function followingScale(picture, window) {
  const across = (window.width - 2 * PADDING) / picture.width;
  const down = (window.height - 2 * PADDING) / picture.height;
  return Math.min(Math.max(across, down, leastScale(window)), COMFORTABLE);
}

/**
 * The camera at scale `k` that moves as little as possible to show an area.
 * @param {Camera} camera
 * @param {Area} area
 * @param {Size} picture
 * @param {Size} window
 * @returns {Camera}
 */
export function following(camera, area, picture, window) {
  return {
    k: camera.k,
    x: nudged(
      camera.x,
      area.x * camera.k,
      area.width * camera.k,
      picture.width * camera.k,
      window.width,
    ),
    y: nudged(
      camera.y,
      area.y * camera.k,
      area.height * camera.k,
      picture.height * camera.k,
      window.height,
    ),
  };
}

/**
 * Zoomed by a factor with the point under the pointer kept in place.
 * @param {Camera} camera
 * @param {number} factor
 * @param {number} px
 * @param {number} py
 * @returns {Camera}
 */
export function zoomed({ k, x, y }, factor, px, py) {
  const scale = Math.min(Math.max(k * factor, RANGE[0]), RANGE[1]);
  const share = scale / k;
  return { k: scale, x: px - (px - x) * share, y: py - (py - y) * share };
}

/**
 * @param {Camera} camera
 * @param {number} dx
 * @param {number} dy
 * @returns {Camera}
 */
export function panned({ k, x, y }, dx, dy) {
  return { k, x: x + dx, y: y + dy };
}

/**
 * Between two cameras.
 * @param {Camera} a
 * @param {Camera} b
 * @param {number} share
 * @returns {Camera}
 */
export function between(a, b, share) {
  const mix = (/** @type {number} */ from, /** @type {number} */ to) => from + (to - from) * share;
  return { k: mix(a.k, b.k), x: mix(a.x, b.x), y: mix(a.y, b.y) };
}

/**
 * @param {number} shift
 * @param {number} start of the area, scaled
 * @param {number} size of the area, scaled
 * @param {number} whole
 * @param {number} window
 */
function nudged(shift, start, size, whole, window) {
  if (whole + 2 * PADDING <= window) return (window - whole) / 2;
  const margin = Math.min(PADDING * 3, window / 6);
  let moved = shift;
  if (start + size + moved > window - margin) moved = window - margin - size - start;
  if (start + moved < margin || size > window - 2 * margin) moved = margin - start;
  return Math.min(Math.max(moved, window - whole - PADDING), PADDING);
}
