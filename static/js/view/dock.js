/** Puts the panel where it leaves the pictures room: beside them, under them, under the program. */

import { fitted, followingScale, PAGE } from "../camera.js";

/** The same distances as in `css/page.css`. */
const PROGRAM = Object.freeze({ least: 250, share: 0.21 });
const BESIDE = Object.freeze({ least: 300, share: 0.24 });
const UNDER = Object.freeze({ least: 190, share: 0.25 });
const STACK = Object.freeze({ least: 300, share: 0.245 });
/** So much of its worth keeps a picture that is seen bit by bit. */
const FOLLOWED = 0.8;
/** Two places beside the picture are worth more than a stack that makes it a little larger. */
const WORTH = Object.freeze({ beside: 1, under: 1, stack: 0.87 });
const STAYS = 1.3;
const CAPTION = 88;

/**
 * @param {import("../store.js").Store<import("../state.js").State>} store
 * @param {HTMLElement} root the element that holds program, picture and panel
 */
export function dockPanel(store, root) {
  const place = (/** @type {keyof typeof WORTH | null} */ now) => {
    const { run, twin } = store.get();
    const window = { width: root.clientWidth, height: root.clientHeight };
    // Two pictures leave the panel one place: under the program.
    root.setAttribute("data-dock", twin ? "stack" : dock(run, window, now));
  };
  store.subscribe((state, before) => {
    const now = /** @type {keyof typeof WORTH} */ (root.getAttribute("data-dock"));
    // What an error moved is not where it stays.
    if (state.run !== before.run) place(before.run.trace.error ? null : now);
    else if (state.twin !== before.twin) place(null);
  });
  new ResizeObserver(() => place(null)).observe(root);
  place(null);
}

/**
 * An error, and what to do about it, need many lines: they have the panel beside the picture.
 * @param {import("../model/run.js").Run} run
 * @param {import("../camera.js").Size} window
 * @param {keyof typeof WORTH | null} now
 */
function dock({ trace, layout }, window, now) {
  return trace.error ? "beside" : dockFor(widest(layout), window, now);
}

/**
 * The room that every picture of a layout would fit into.
 * @param {import("../types.js").Layout} layout
 */
export function widest({ pictures }) {
  return {
    width: Math.max(...pictures.map(({ width }) => width), 1),
    height: Math.max(...pictures.map(({ height }) => height), 1),
  };
}

/**
 * @param {import("../camera.js").Size} picture
 * @param {import("../camera.js").Size} window
 * @param {keyof typeof WORTH | null} [now] where the panel is; it moves only for much more room
 * @returns {keyof typeof WORTH}
 */
export function dockFor(picture, { width, height }, now = null) {
  const [room, tall] = [width - taken(PROGRAM, width), height - CAPTION];
  const rooms = {
    beside: { width: room - taken(BESIDE, width), height: tall },
    under: { width: room, height: tall - taken(UNDER, height) },
    stack: { width: width - taken(STACK, width), height: tall },
  };
  const docks = /** @type {(keyof typeof WORTH)[]} */ (Object.keys(rooms));
  const value = (/** @type {keyof typeof WORTH} */ dock) =>
    WORTH[dock] * seen(picture, rooms[dock]) * (dock === now ? STAYS : 1);
  return docks.reduce((best, dock) => (value(dock) > value(best) ? dock : best));
}

/**
 * How well a window shows a picture: its scale, and less of it for what is out of sight where the
 * picture must be followed.
 * @param {import("../camera.js").Size} picture
 * @param {import("../camera.js").Size} window
 */
export function seen(picture, window) {
  const whole = fitted(picture, window).k;
  if (whole >= PAGE.least) return whole;
  const k = followingScale(picture, window);
  const across = Math.min(window.width / (picture.width * k), 1);
  const down = Math.min(window.height / (picture.height * k), 1);
  return FOLLOWED * k * Math.sqrt(across * down);
}

/**
 * @param {{least: number, share: number}} part
 * @param {number} whole
 */
function taken({ least, share }, whole) {
  return Math.max(least, whole * share);
}
