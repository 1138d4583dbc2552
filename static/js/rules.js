/** The table of derivative rules, asked of the server as runs need it; without it, the page says less. */

import { rules } from "./api.js";

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

/**
 * A table that grows: `learn` asks for what a run needs and is not known yet.
 * @param {string | undefined} address that gives rules, where the page says who has them
 * @returns {Rules & {learn: (trace: import("./types.js").Trace) => Promise<void>}}
 */
export function rulesFrom(address) {
  /** @type {Map<string, Rule | null>} */
  const known = new Map();
  return {
    find: (name) => known.get(name) ?? null,
    async learn(trace) {
      const names = namesOf(trace).filter((name) => !known.has(name));
      if (!address || names.length === 0) return;
      const table = await rules(address, names).catch(() => null);
      if (table) for (const name of names) known.set(name, table[name] ?? null);
    },
  };
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
