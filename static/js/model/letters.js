/** The letters of a derivative rule, and the names that the program has for them. */

import { lossName } from "./chain.js";

/** A longer name, and one that is no word, is not written in a formula. */
const LONGEST = 14;
const WORD = /^[\p{L}_][\p{L}\p{M}\p{N}_.₀-₉ᵀ]*$/u;
const OF_INPUT = /\\partial (\\?[A-Za-z]+)(?:_\{?[a-z ]+\}?)?\} =/;
const OF_OUTPUT = /^(\\?[A-Za-z]+)(?:_\{?[a-z ]+\}?)? =/;

/** @typedef {{forward: {latex: string}, inputs: {rule: {latex: string}}[]}} Rule */

/**
 * A formula's letters as they are shown, by what is written for them: no letter stays that could
 * be taken for a name of the program's.
 * @param {import("./run.js").Run} run
 * @param {number} node
 * @param {number} position
 * @param {Rule} rule
 * @returns {Map<string, string>}
 */
export function lettersOf(run, node, position, rule) {
  const edges = (run.into.get(node) ?? []).map((edge) => run.trace.edges[edge]);
  /** @type {Map<string, string>} */
  const letters = new Map([["L", worded(lossName(run, position)) ?? "L"]]);
  rule.inputs.forEach((slot, index) => {
    const letter = OF_INPUT.exec(slot.rule.latex)?.[1];
    const edge = edges.find(({ target_input: input }) => input === index);
    const name = edge ? worded(run.names.nodes[edge.source]) : null;
    if (letter)
      letters.set(letter, name ?? (rule.inputs.length > 1 ? `in${SUBSCRIPTS[index]}` : "in"));
  });
  const output = OF_OUTPUT.exec(rule.forward.latex)?.[1];
  if (output)
    letters.set(output === "\\ell" ? "ℓ" : output, worded(run.names.nodes[node]) ?? "out");
  return letters;
}

const SUBSCRIPTS = [..."₁₂₃₄₅₆₇₈₉"];

/** @param {string} name */
function worded(name) {
  return name.length <= LONGEST && WORD.test(name) ? name : null;
}
