/** What the reader calls things: the program's own names, and a made-up one where it has none. */

/** @typedef {import("../types.js").Trace} Trace */
/** @typedef {{nodes: string[], tensors: string[], given: boolean[]}} Names `given`: by the program */

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/**
 * A name for every node and every tensor.
 * @param {Trace} trace
 * @returns {Names}
 */
export function nameAll(trace) {
  const paths = shortPaths(trace.tensors.flatMap(({ path }) => path ?? []));
  const repeated = repeatedOps(trace);
  /** @type {Map<string, number>} */
  const seen = new Map();
  const own = trace.nodes.map((node) => {
    const tensor = node.outputs.map((index) => index !== null && trace.tensors[index]).find(Boolean);
    return tensor ? (tensor.name ?? (tensor.path !== null ? paths.get(tensor.path) : null)) : null;
  });
  const nodes = trace.nodes.map(({ op }, index) => {
    if (own[index]) return own[index];
    const count = (seen.get(op) ?? 0) + 1;
    seen.set(op, count);
    return repeated.has(op) ? op + subscript(count) : op;
  });
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

/** @param {Trace} trace */
function repeatedOps(trace) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { op } of trace.nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count > 1).map(([op]) => op));
}

/** @param {number} number */
function subscript(number) {
  return [...String(number)].map((digit) => SUBSCRIPTS[Number(digit)]).join("");
}
