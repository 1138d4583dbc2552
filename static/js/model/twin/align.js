/** Sequences side by side: the pairs, in order, that are worth most together. */

/** Two sequences whose product is larger than this are paired one by one. */
const LARGEST = 4_000_000;

/**
 * Pairs of indices, rising on both sides. `worth` is 0 for two that must not be paired.
 * @template A, B
 * @param {readonly A[]} left
 * @param {readonly B[]} right
 * @param {(a: A, b: B) => number} worth
 * @returns {[number, number][]}
 */
export function align(left, right, worth) {
  if (left.length * right.length > LARGEST) return inOrder(left, right, worth);
  const columns = right.length + 1;
  const best = new Float64Array((left.length + 1) * columns);
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const own = worth(left[i], right[j]);
      const paired = own > 0 ? own + best[(i + 1) * columns + j + 1] : 0;
      const here = i * columns + j;
      best[here] = Math.max(paired, best[here + columns], best[here + 1]);
    }
  }
  return walked(left, right, worth, best);
}

/**
 * @template A, B
 * @param {readonly A[]} left
 * @param {readonly B[]} right
 * @param {(a: A, b: B) => number} worth
 * @param {Float64Array} best the worth of all that is to come, row by row
 * @returns {[number, number][]}
 */
function walked(left, right, worth, best) {
  const columns = right.length + 1;
  /** @type {[number, number][]} */
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    const here = best[i * columns + j];
    const own = worth(left[i], right[j]);
    if (own > 0 && here === own + best[(i + 1) * columns + j + 1]) {
      pairs.push([i, j]);
      [i, j] = [i + 1, j + 1];
    } else if (here === best[(i + 1) * columns + j]) i += 1;
    else j += 1;
  }
  return pairs;
}

/**
 * @template A, B
 * @param {readonly A[]} left
 * @param {readonly B[]} right
 * @param {(a: A, b: B) => number} worth
 * @returns {[number, number][]}
 */
function inOrder(left, right, worth) {
  const shorter = Math.min(left.length, right.length);
  return Array.from({ length: shorter }, (_, index) => index)
    .filter((index) => worth(left[index], right[index]) > 0)
    .map((index) => [index, index]);
}
