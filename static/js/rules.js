/** The table of derivative rules, asked of the server once; without it the page says less. */

/** @typedef {{latex: string, mathml: string}} Formula */
/** @typedef {{argument: string, rule: Formula, local: Formula | null, repeats: boolean}} Slot */
/**
 * @typedef {object} Rule
 * @property {string[]} grad_fns
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
 * @param {Rule[]} table
 * @returns {Rules}
 */
export function rulesOf(table) {
  const byName = new Map(table.flatMap((rule) => rule.grad_fns.map((name) => [name, rule])));
  return { find: (name) => byName.get(name) ?? byName.get(`${name}Backward0`) ?? null };
}
