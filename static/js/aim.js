/** Where the camera looks at a step: at the whole picture, or along with the step in a large one. */

import {
  fitted,
  following,
  followingScale,
  leastType,
  lensOf,
  marginAt,
  slideUnit,
} from "./camera.js";
import { activeArea } from "./scene/active.js";
import { pictureAt } from "./scene/scene.js";

/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./camera.js").Size} Size */

/** A whole picture is better than one that moves, as long as its figures are that large. */
const LEAST_WHOLE = 16 / 26;
/** Round what a step is about, in pixels. */
const MARGIN = 64;

/**
 * The camera for a step as somebody wants it: along with the step where the picture is larger than
 * the window, or the whole picture as long as it can be read.
 * @param {Parameters<typeof aimed>[0]} state
 * @param {Omit<Parameters<typeof aimed>[1], "whole">} view
 * @param {import("./state.js").Fit} fit
 */
export function aimedFor(state, view, fit) {
  const followed = aimed(state, { ...view, whole: false });
  if (fit === "follow") return followed;
  const seen = aimed(state, { ...view, whole: true });
  return seen.camera.k >= LEAST_WHOLE * (view.slide ? slideUnit(view.slide) : 1) ? seen : followed;
}

/**
 * The camera for a step, the smallest letters that can be read with it and the free room round the
 * picture, in units of the picture. It moves as little as possible from where `camera` is.
 * @param {{run: import("./model/run.js").Run, position: number, twin?: object | null}} state
 * @param {{window: Size, slide: Size | null, camera: Camera | null, whole: boolean}} view
 *   the window that the picture is seen in, the screen that a slide fills
 * @returns {{camera: Camera, least: number, margin: {x: number, y: number}}}
 */
export function aimed({ run, position, twin }, { window, slide, camera, whole }) {
  const { picture } = pictureAt(run, position);
  const lens = lensOf(slide, Boolean(twin));
  const all = fitted(picture, window, lens);
  const k = followingScale(picture, window, lens);
  const start = camera?.k === k ? camera : { ...all, k };
  const follows = all.k < lens.least && !whole;
  const target = follows
    ? following(start, activeArea({ run, position }, roomAt(window, k)), picture, window)
    : all;
  return {
    camera: target,
    // Up to the next half, so that nothing is a hair too small.
    least: Math.ceil((2 * leastType(lens)) / target.k - 1e-6) / 2,
    margin: marginAt(picture, window, target.k),
  };
}

/**
 * So much of the picture can be seen with a margin round it.
 * @param {Size} window
 * @param {number} k
 */
function roomAt({ width, height }, k) {
  return { width: (width - 2 * MARGIN) / k, height: (height - 2 * MARGIN) / k };
}
