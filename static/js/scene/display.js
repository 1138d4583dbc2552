/** The display list: five primitives, flat, each with an id; an item names the group it is in. */

/**
 * `role` says what an item stands for ("card", "value", "lane"); `node` and `edge` whose it is.
 * Colours are names of the palette, so that every painter and theme can resolve them.
 * @typedef {object} Common
 * @property {string} id
 * @property {string | null} group
 * @property {string} [role]
 * @property {number} [node]
 * @property {number} [edge]
 * @property {number} [opacity]
 */
/**
 * @typedef {object} Paint
 * @property {string} [fill]
 * @property {string} [stroke]
 * @property {number} [weight]
 * @property {string} [dash]
 */
/** @typedef {Common & {kind: "group", label?: string, pressed?: boolean}} Group */
/** @typedef {Common & Paint & {kind: "rect", x: number, y: number, width: number, height: number, radius: number}} Rect */
/** @typedef {Common & Paint & {kind: "path", d: string}} Path */
/** @typedef {Common & Paint & {kind: "circle", x: number, y: number, r: number}} Circle */
/**
 * `after` is a second run on the same line, `shift` to the right of the first; not bold.
 * @typedef {Common & Paint & {kind: "text", x: number, y: number, text: string, size: number,
 *   anchor: "start" | "middle" | "end", face: "sans" | "mono", bold?: boolean,
 *   after?: {text: string, size: number, shift: number, fill: string}}} Text
 */
/** @typedef {Group | Rect | Path | Circle | Text} Item */
/** @typedef {[number, number]} Point */

/** @param {number} number */
export function tidy(number) {
  return Math.round(number * 100) / 100;
}
