/**
 * What was drawn last in a place and may be drawn again unchanged: the very same items, so that a
 * painter sees at a glance that there is nothing to do. What is drawn does not depend on it.
 */

/** @typedef {import("./display.js").Item} Item */

/** @type {WeakMap<object, Map<string, {key: string, items: Item[]}>>} */
const drawn = new WeakMap();

/**
 * @param {object} run
 * @param {string} place
 * @param {string} key everything that the items depend on
 * @param {() => Item[]} draw
 * @returns {Item[]}
 */
export function remembered(run, place, key, draw) {
  const places = drawn.get(run) ?? new Map();
  if (!drawn.has(run)) drawn.set(run, places);
  const known = places.get(place);
  if (known?.key === key) return known.items;
  const items = draw();
  places.set(place, { key, items });
  return items;
}
