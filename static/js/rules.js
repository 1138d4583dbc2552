/** The table of derivative rules, asked of the server once; without it the page says less. */

/** @typedef {{latex: string, mathml: string}} Formula */
/** @typedef {{argument: string, rule: Formula, local: Formula | null, repeats: boolean}} Slot */
/**
 * @typedef {object} Rule
 * @property {string} symbol
 * @property {string} notation
 * @property {Formula} forward
 * @property {Slot[]} inputs
 * @property {string} intuition
 */
/** @typedef {{find: (name: string) => Rule | null}} Rules */

/** @type {Rules} */
export const NO_RULES = Object.freeze({ find: () => null });

/**
 * @param {{[name: string]: Rule}} table by the name that was asked for
 * @returns {Rules}
 */
export function rulesOf(table) {
  return { find: (name) => table[name] ?? null };
}

/**
 * The names to ask for: every gradient function of a run, and operations that have none.
 * @param {import("./types.js").Trace} trace
 * @returns {string[]}
 */
export function namesOf(trace) {
  const operations = trace.nodes.filter(({ kind }) => kind === "operation");
  return [...new Set(operations.map(({ grad_fn: gradFn, op }) => gradFn ?? op))].sort();
}
