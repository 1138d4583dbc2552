/** What an embedded page carries inside it. */

/**
 * @typedef {object} Boot
 * @property {string[]} hosts who may speak to the page, as `frame-ancestors` has it
 * @property {string} options parameters that the address may override
 * @property {boolean} elsewhere whether the same address with other parameters has other layouts
 * @property {string | null} twin the run beside this one that was asked for
 */
/** @typedef {import("../twin.js").Opened & {rules: import("../rules.js").Table}} Beside */
/** @typedef {import("../types.js").Layout} Layout */
/**
 * @typedef {object} Documents
 * @property {Boot} boot
 * @property {import("../types.js").Trace} trace
 * @property {Layout[]} layouts
 * @property {import("../rules.js").Table} rules
 * @property {import("../api.js").Lesson | null} lesson
 * @property {Beside | {problem: string} | null} [beside] the twin, or why there is none
 */

/** @returns {Documents} */
export function readDocuments() {
  const found = [.../** @type {NodeListOf<HTMLElement>} */ (scripts())].map((each) => [
    each.dataset.document,
    JSON.parse(each.textContent ?? "null"),
  ]);
  return Object.fromEntries(found);
}

/**
 * The layout that is wanted, or the one that comes nearest to it.
 * @param {readonly Layout[]} layouts
 * @param {Pick<Layout, "direction" | "medium">} wanted
 * @returns {{layout: Layout, exact: boolean}}
 */
export function chosenLayout(layouts, { direction, medium }) {
  const far = (/** @type {Layout} */ layout) =>
    Number(layout.direction !== direction) * 2 + Number(layout.medium !== medium);
  const layout = layouts.reduce((best, each) => (far(each) < far(best) ? each : best));
  return { layout, exact: far(layout) === 0 };
}

function scripts() {
  return document.querySelectorAll('script[type="application/json"][data-document]');
}
