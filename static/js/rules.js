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
/** @typedef {{sign: Formula, source: "parameter" | "grad" | "setting" | "state", name: string}} Letter */
/** @typedef {{lines: Formula[], letters: Letter[]}} Optimiser every line that an update may have */
/** @typedef {{rules: {[name: string]: Rule}, optimisers: {[name: string]: Optimiser}}} Table */
/** @typedef {{find: (name: string) => Rule | null, optimiser: (name: string) => Optimiser | null}} Rules */

/**
 * A table that is whole.
 * @param {Table} table
 * @returns {Rules}
 */
export function rulesOf({ rules: rows, optimisers }) {
  return {
    find: (name) => rows[name] ?? null,
    optimiser: (name) => optimisers[name] ?? null,
  };
}

/**
 * A table that grows: `learn` asks for what a run needs and is not known yet.
 * @param {string | undefined} address that gives rules, where the page says who has them
 * @returns {Rules & {learn: (trace: import("./types.js").Trace) => Promise<void>}}
 */
export function rulesFrom(address) {
  /** @type {Set<string>} */
  const known = new Set();
  /** @type {Table} */
  const all = { rules: {}, optimisers: {} };
  return {
    ...rulesOf(all),
    async learn(trace) {
      const names = namesOf(trace).filter((name) => !known.has(name));
      if (!address || names.length === 0) return;
      const table = await rules(address, names).catch(() => null);
      if (!table) return;
      for (const name of names) known.add(name);
      Object.assign(all.rules, table.rules);
      Object.assign(all.optimisers, table.optimisers);
    },
  };
}

/**
 * The names to ask for: every gradient function of a run, operations that have none, optimisers.
 * @param {import("./types.js").Trace} trace
 * @returns {string[]}
 */
export function namesOf(trace) {
  const operations = trace.nodes.filter(({ kind }) => kind === "operation");
  const updates = trace.steps.flatMap((step) =>
    step.kind === "update" && step.optimizer ? [step.optimizer.type] : [],
  );
  return [
    ...new Set([...operations.map(({ grad_fn: gradFn, op }) => gradFn ?? op), ...updates]),
  ].sort();
}
