/** What the reader calls things: the program's own names, and a made-up one where it has none. */

/** @typedef {import("../types.js").Trace} Trace */
/** @typedef {{nodes: string[], tensors: string[], given: boolean[]}} Names `given`: by the program */

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
/** A made-up name that is longer than this says less than a number. */
const LONGEST = 20;

/**
 * A name for every node and every tensor.
 * @param {Trace} trace
 * @returns {Names}
 */
export function nameAll(trace) {
  const paths = shortPaths(trace.tensors.flatMap(({ path }) => path ?? []));
  const own = trace.nodes.map((node) => {
    const tensor = node.outputs.map((index) => index !== null && trace.tensors[index]).find(Boolean);
    return tensor ? (tensor.name ?? (tensor.path !== null ? paths.get(tensor.path) : null)) : null;
  });
  const nodes = madeUp(trace, own);
  const tensors = trace.tensors.map(
    ({ name, path, node }) =>
      name ?? (path !== null ? paths.get(path) : null) ?? (node !== null ? nodes[node] : "a tensor"),
  );
  return { nodes, tensors, given: own.map(Boolean) };
}

/**
 * The shortest ending of each dotted path that no other path shares.
 * @param {string[]} paths
 * @returns {Map<string, string>}
 */
export function shortPaths(paths) {
  const unique = [...new Set(paths)];
  /** @type {Map<string, number>} */
  const shared = new Map();
  for (const path of unique) {
    for (const ending of endings(path)) shared.set(ending, (shared.get(ending) ?? 0) + 1);
  }
  return new Map(
    unique.map((path) => [path, endings(path).find((ending) => shared.get(ending) === 1) ?? path]),
  );
}

/** @param {string} path */
function endings(path) {
  const parts = path.split(".");
  return parts.map((_, index) => parts.slice(parts.length - 1 - index).join("."));
}

/**
 * The names, and for nodes without one the operation with what it is applied to: `t(weight)`.
 * @param {Trace} trace
 * @param {(string | null | undefined)[]} own
 * @returns {string[]}
 */
function madeUp(trace, own) {
  /** @type {Map<number, number[]>} */
  const sources = new Map();
  for (const { source, target } of trace.edges) {
    sources.set(target, [...(sources.get(target) ?? []), source]);
  }
  /** @type {Map<string, number>} */
  const seen = new Map();
  /** @type {string[]} */
  const names = [];
  trace.nodes.forEach(({ op }, index) => {
    const inputs = (sources.get(index) ?? []).map((source) => own[source] ?? names[source] ?? "");
    const applied = `${op}(${inputs.join(", ")})`;
    const told = inputs.length > 0 && inputs.every(Boolean) && applied.length <= LONGEST;
    names.push(own[index] ?? (told ? applied : op + subscript(counted(seen, op))));
  });
  return names;
}

/**
 * @param {Map<string, number>} seen
 * @param {string} word
 */
function counted(seen, word) {
  const count = (seen.get(word) ?? 0) + 1;
  seen.set(word, count);
  return count;
}

/** @param {number} number */
function subscript(number) {
  return [...String(number)].map((digit) => SUBSCRIPTS[Number(digit)]).join("");
}
