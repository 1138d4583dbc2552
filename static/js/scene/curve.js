/** Chains of cubic Béziers (p0, c, c, p, c, c, p, …): as path data, by arc length, as arrows. */

import { tidy } from "./display.js";

/** @typedef {import("./display.js").Point} Point */
/** @typedef {{points: Point[], at: number[], length: number}} Measured */

const SAMPLES = 16;

/** @param {number[][]} chain */
export function pathData(chain) {
  const [start, ...rest] = chain.map(([x, y]) => `${tidy(x)},${tidy(y)}`);
  const pieces = [];
  for (let index = 0; index + 2 < rest.length; index += 3) {
    pieces.push(`C${rest.slice(index, index + 3).join(" ")}`);
  }
  return `M${start}${pieces.join("")}`;
}

/**
 * The chain as points with the length up to each, for moving along it at an even pace.
 * @param {number[][]} chain
 * @returns {Measured}
 */
export function measure(chain) {
  const points = sample(chain);
  let length = 0;
  const at = points.map((point, index) => {
    if (index > 0) length += distance(points[index - 1], point);
    return length;
  });
  return { points, at, length };
}

/**
 * The point at a share of the length, and the direction there.
 * @param {Measured} measured
 * @param {number} share 0…1
 * @returns {{point: Point, angle: number}}
 */
export function along({ points, at, length }, share) {
  const target = Math.min(Math.max(share, 0), 1) * length;
  const next = Math.max(
    1,
    at.findIndex((each) => each >= target),
  );
  const [from, to] = [points[next - 1], points[next]];
  const span = at[next] - at[next - 1] || 1;
  const inside = (target - at[next - 1]) / span;
  return { point: mix(from, to, inside), angle: Math.atan2(to[1] - from[1], to[0] - from[0]) };
}

/**
 * A filled triangle whose tip is at `tip`.
 * @param {Point} tip
 * @param {number} angle
 * @param {number} size
 */
export function arrowHead([x, y], angle, size) {
  const corner = (/** @type {number} */ turn) => {
    const direction = angle + Math.PI + turn;
    return `${tidy(x + size * Math.cos(direction))},${tidy(y + size * Math.sin(direction))}`;
  };
  return `M${tidy(x)},${tidy(y)}L${corner(0.42)}L${corner(-0.42)}Z`;
}

/**
 * The direction in which a chain ends.
 * @param {number[][]} chain
 */
export function endAngle(chain) {
  const end = chain[chain.length - 1];
  const before = chain.findLast(([x, y]) => Math.hypot(x - end[0], y - end[1]) > 0.5) ?? chain[0];
  return Math.atan2(end[1] - before[1], end[0] - before[0]);
}

/**
 * The chain without its last `cut` units, so that a line does not show beside its arrow's tip.
 * @param {number[][]} chain
 * @param {number} cut
 */
export function shortened(chain, cut) {
  const angle = endAngle(chain);
  const [x, y] = chain[chain.length - 1];
  return [...chain.slice(0, -1), [x - cut * Math.cos(angle), y - cut * Math.sin(angle)]];
}

/**
 * @param {number[][]} chain
 * @returns {Point[]}
 */
function sample(chain) {
  /** @type {Point[]} */
  const points = [[chain[0][0], chain[0][1]]];
  for (let index = 0; index + 3 < chain.length; index += 3) {
    for (let count = 1; count <= SAMPLES; count += 1) {
      points.push(cubic(chain.slice(index, index + 4), count / SAMPLES));
    }
  }
  return points;
}

/**
 * @param {number[][]} four
 * @param {number} t
 * @returns {Point}
 */
function cubic([p, c, d, q], t) {
  const u = 1 - t;
  const [a, b, e, f] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return [a * p[0] + b * c[0] + e * d[0] + f * q[0], a * p[1] + b * c[1] + e * d[1] + f * q[1]];
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/**
 * @param {Point} a
 * @param {Point} b
 * @param {number} share
 * @returns {Point}
 */
function mix(a, b, share) {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}
