/** Of a large picture, only what can be seen; seen from afar, without what could not be read. */

/** @typedef {import("./raster.js").Area} Area */
/** @typedef {import("../types.js").Route} Route */

/** Pictures of fewer cards are drawn whole. */
const SOME = 100;
/** Of fewer, all cards are there, for who goes from one to the next, but have texts in sight only. */
const MANY = 250;
/** With more cards in sight, a card is its outline. */
const MOST_DETAILED = 400;

/**
 * @param {import("../types.js").Picture} picture
 * @param {Area | null} window null for all
 * @returns {{card: (card: Area) => boolean, route: (route: Route) => boolean, plain: (card: Area) => boolean, afar: boolean}}
 */
export function sightOf({ cards }, window) {
  if (!window || cards.length < SOME)
    return { card: () => true, route: () => true, plain: () => false, afar: false };
  const seen = (/** @type {Area} */ area) => meets(area, window);
  const route = (/** @type {Route} */ { forward }) => seen(around(forward));
  if (cards.length < MANY)
    return { card: () => true, route, plain: (card) => !seen(card), afar: false };
  const afar = cards.filter(seen).length > MOST_DETAILED;
  return { card: seen, route, plain: () => afar, afar };
}

/** @param {number[][]} chain @returns {Area} */
function around(chain) {
  const [xs, ys] = [chain.map(([x]) => x), chain.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** @param {Area} a @param {Area} b */
function meets(a, b) {
  return (
    a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
  );
}
