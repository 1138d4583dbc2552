/** Where the picture is looked at from: a scale and a shift, as immutable values. */

/** @typedef {{k: number, x: number, y: number}} Camera */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{x: number, y: number, width: number, height: number}} Area */

/**
 * Scales in pixels a unit: below `least` a card's letters cannot be read, so the camera follows the
 * step instead, at `comfortable` or less; `largest` is enough for anything.
 * @typedef {{least: number, comfortable: number, largest: number, padding: number}} Lens
 */

/** The size of a card's figures, in units of the picture. */
const FIGURES = 26;
const PAGE_TYPE = 14;
/** Kept free round a picture, in pixels; a slide has none to spare, nor have two pictures. */
const [PADDING, SLIDE_PADDING, TWIN_PADDING] = [20, 1, 6];
/** In a narrow window, such a share of its width. */
const NARROW = 24;
const RANGE = Object.freeze([0.02, 6]);

/** @type {Lens} */
export const PAGE = Object.freeze({
  least: PAGE_TYPE / FIGURES,
  comfortable: 0.66,
  largest: 1.15,
  padding: PADDING,
});
/** The least type on a slide of 1280 × 720, and its values. */
const SLIDE_TYPE = 24;
const [SLIDE_HEIGHT, SLIDE_WIDTH] = [720, 960];

/**
 * How large a slide is: 1 where it is 720 high, and wide enough for that.
 * @param {Size} screen
 */
export function slideUnit({ width, height }) {
  return Math.min(height / SLIDE_HEIGHT, width / SLIDE_WIDTH);
}

/**
 * Of two pictures on the page.
 * @returns {Lens}
 */
export function besideLens() {
  return { ...PAGE, padding: TWIN_PADDING };
}

/**
 * @param {Size | null} slide the screen that a slide fills; null on the page
 * @param {boolean} [beside] whether another picture stands beside this one
 * @returns {Lens}
 */
export function lensOf(slide, beside = false) {
  if (!slide) return beside ? besideLens() : PAGE;
  const unit = slideUnit(slide);
  return {
    least: (unit * SLIDE_TYPE) / FIGURES,
    comfortable: unit,
    largest: 1.4 * unit,
    padding: SLIDE_PADDING * unit,
  };
}

/**
 * The smallest type that is to be seen, in pixels.
 * @param {Lens} lens
 */
export function leastType({ least }) {
  return least * FIGURES;
}

/**
 * The whole picture in the middle.
 * @param {Size} picture
 * @param {Size} window
 * @param {Lens} [lens]
 * @returns {Camera}
 */
export function fitted(picture, window, { largest, padding } = PAGE) {
  const pad = Math.min(padding, window.width / NARROW);
  const across = (window.width - 2 * pad) / picture.width;
  const down = (window.height - 2 * pad) / picture.height;
  const k = Math.max(Math.min(across, down, largest), RANGE[0]);
  return {
    k,
    x: (window.width - picture.width * k) / 2,
    y: (window.height - picture.height * k) / 2,
  };
}

/**
 * The free room on each side of a picture at a scale, in units of the picture.
 * @param {Size} picture
 * @param {Size} window
 * @param {number} k
 */
export function marginAt(picture, window, k) {
  const free = (/** @type {number} */ whole, /** @type {number} */ size) =>
    Math.max(Math.floor((whole / k - size) / 2), 0);
  return { x: free(window.width, picture.width), y: free(window.height, picture.height) };
}

/**
 * The scale at which a picture that does not fit is followed: as large as its shorter side allows.
 * @param {Size} picture
 * @param {Size} window
 * @param {Lens} [lens]
 */
export function followingScale(picture, window, { least, comfortable, padding } = PAGE) {
  const pad = Math.min(padding, window.width / NARROW);
  const across = (window.width - 2 * pad) / picture.width;
  const down = (window.height - 2 * pad) / picture.height;
  return Math.min(Math.max(across, down, least), comfortable);
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
  const pad = Math.min(PADDING, window / NARROW);
  if (whole + 2 * pad <= window) return (window - whole) / 2;
  const margin = Math.min(3 * pad, window / 6);
  let moved = shift;
  if (start + size + moved > window - margin) moved = window - margin - size - start;
  if (start + moved < margin || size > window - 2 * margin) moved = margin - start;
  return Math.min(Math.max(moved, window - whole - pad), pad);
}
