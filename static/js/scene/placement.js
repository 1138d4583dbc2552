/** Finding room for a label near a point, off the cards and off other labels. */

/** @typedef {{x: number, y: number, width: number, height: number}} Area */
/** @typedef {{width: number, height: number}} Label */

/** Labels may stand outside a picture by this much; the camera shows it with them. */
export const ROOM = Object.freeze({ x: 30, y: 110 });
const STEPS = 10;
const STRIDE = 34;
const MARGIN = 8;

/**
 * The place for a label of this size that covers least, and of those the nearest to `anchor`.
 * @param {readonly number[]} anchor
 * @param {Label} label
 * @param {import("../types.js").Picture} picture
 * @param {Area[]} labels what was placed already
 * @returns {Area}
 */
export function freePlace([x, y], { width, height }, picture, labels) {
  const obstacles = [...picture.cards, ...labels];
  const captions = picture.boxes.map((box) => ({
    x: box.x,
    y: box.y,
    width: box.width,
    height: 34,
  }));
  let best = { x, y, width, height };
  let least = Infinity;
  for (const [dx, dy] of shifts(width, height)) {
    const area = {
      x: within(x + dx - width / 2, -ROOM.x, picture.width + ROOM.x - width),
      y: within(y + dy - height / 2, -ROOM.y, picture.height + ROOM.y - height),
      width,
      height,
    };
    const distance = Math.hypot(area.x + width / 2 - x, area.y + height / 2 - y);
    const cost =
      distance +
      2 * outside(area, picture) +
      40 * covered(area, obstacles) +
      2 * covered(area, captions);
    if (cost < least) [best, least] = [area, cost];
  }
  return best;
}

/**
 * @param {number} width
 * @param {number} height
 * @returns {[number, number][]}
 */
function shifts(width, height) {
  /** @type {[number, number][]} */
  const all = [];
  for (let down = -STEPS; down <= STEPS; down += 1) {
    for (let across = -3; across <= 3; across += 1) {
      all.push([(across * width) / 4, down * STRIDE + Math.sign(down) * (height / 2 - STRIDE / 2)]);
    }
  }
  return all;
}

/**
 * How far an area reaches beyond a picture.
 * @param {Area} area
 * @param {Label} picture
 */
function outside({ x, y, width, height }, picture) {
  const across = Math.max(-x, x + width - picture.width, 0);
  return across + Math.max(-y, y + height - picture.height, 0);
}

/**
 * How much of the obstacles an area covers, in lines of text.
 * @param {Area} area
 * @param {Area[]} obstacles
 */
function covered(area, obstacles) {
  return obstacles.reduce((sum, each) => sum + overlap(area, each), 0) / 100;
}

/** @param {Area} a @param {Area} b */
function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) + MARGIN;
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) + MARGIN;
  return width > 0 && height > 0 ? width * height : 0;
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function within(value, least, most) {
  return Math.min(Math.max(value, least), Math.max(most, least));
}
