/** What an embedded page carries inside it. */

/**
 * @typedef {object} Boot
 * @property {string[]} hosts who may speak to the page, as `frame-ancestors` has it
 * @property {string} options parameters that the address may override
 * @property {("lr" | "tb")[]} directions that the server would lay the picture out in
 */
/**
 * @typedef {object} Documents
 * @property {Boot} boot
 * @property {import("../types.js").Trace} trace
 * @property {import("../types.js").Layout} layout
 * @property {{rules: {[name: string]: import("../rules.js").Rule}}} rules
 * @property {import("../api.js").Lesson | null} lesson
 */

/** @returns {Documents} */
export function readDocuments() {
  const found = [.../** @type {NodeListOf<HTMLElement>} */ (scripts())].map((each) => [
    each.dataset.document,
    JSON.parse(each.textContent ?? "null"),
  ]);
  return Object.fromEntries(found);
}

function scripts() {
  return document.querySelectorAll('script[type="application/json"][data-document]');
}
