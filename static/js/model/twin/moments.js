/** Finding the moments of two runs side by side; small, for the player has it always. */

/** @typedef {import("./twin.js").Twin} Twin */

/**
 * The index of the moment with these positions, or of the last one before them.
 * @param {Twin} twin
 * @param {number} left
 * @param {number} right
 */
export function momentAt({ moments }, left, right) {
  let found = 0;
  let [low, high] = [0, moments.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const moment = moments[middle];
    if (moment.left < left || (moment.left === left && moment.right <= right)) {
      found = middle;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found;
}

/**
 * The moment in which the first run came to a position; at its end, the last moment of all.
 * @param {Twin} twin
 * @param {number} left
 */
export function momentOf({ moments, left: run }, left) {
  if (left >= (run.timeline.stops.at(-1) ?? 0)) return moments.length - 1;
  const found = moments.findIndex((moment) => moment.left >= left);
  return found < 0 ? moments.length - 1 : found;
}
