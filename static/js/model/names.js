/** What the reader calls things: the program's own names, and a made-up one where it has none. */

/** @typedef {import("../types.js").Trace} Trace */
/** @typedef {{nodes: string[], tensors: string[], given: boolean[]}} Names `given`: by the program */

/** A made-up name that is longer than this says less than its sign. */
const LONGEST = 26;
const INFIX = new Set(["+", "−", "×", "÷", "/", "@", "·"]);
/** Signs with spaces are formulas in themselves: "XW + b". */
const SIMPLE = /^\S+$/;
const TRANSPOSED = new Set(["t", "numpy_T", "mT", "transpose"]);

/**
 * A name for every node and every tensor.
 * @param {Trace} trace
 * @param {import("../types.js").Layout} layout for the signs that the cards bear
 * @returns {Names}
 */
export function nameAll(trace, layout) {
  const paths = shortPaths(trace.tensors.flatMap(({ path }) => path ?? []));
  const numbers = numbered(trace, layout);
  const own = trace.nodes.map((node, index) => {
    const tensor = named(trace, node);
    if (tensor?.name) return tensor.name + (numbers.get(index) ?? "");
    return tensor && tensor.path !== null ? paths.get(tensor.path) : null;
  });
  const nodes = madeUp(trace, own, signsOf(layout));
  const tensors = trace.tensors.map(
    ({ name, path, node }) =>
      (name && name + (numbers.get(node ?? -1) ?? "")) ??
      (path !== null ? paths.get(path) : null) ??
      (node !== null ? nodes[node] : "a tensor"),
  );
  return { nodes, tensors, given: own.map(Boolean) };
}

/**
 * The first tensor that a node made.
 * @param {Trace} trace
 * @param {import("../types.js").Node} node
 */
function named(trace, { outputs }) {
  const index = outputs.find((each) => each !== null);
  return index === undefined || index === null ? null : trace.tensors[index];
}

/**
 * A variable that a program sets anew, h = f(h), has a number wherever one picture shows it twice;
 * a leaf is where it begins, with 0. The cards' titles have the same numbers, from the layout.
 * @param {Trace} trace
 * @param {import("../types.js").Layout} layout
 * @returns {Map<number, string>}
 */
function numbered(trace, { frames }) {
  /** @type {Map<number, string>} */
  const numbers = new Map();
  for (const { nodes } of frames) {
    /** @type {Map<string, number[]>} */
    const alike = new Map();
    for (const node of [...new Set(nodes)].sort((one, other) => one - other)) {
      const tensor = named(trace, trace.nodes[node]);
      if (tensor?.name && tensor.path === null)
        alike.set(tensor.name, [...(alike.get(tensor.name) ?? []), node]);
    }
    for (const same of alike.values()) {
      const start = trace.nodes[same[0]].kind === "leaf" ? 0 : 1;
      if (same.length > 1) same.forEach((node, index) => numbers.set(node, lowered(start + index)));
    }
  }
  return numbers;
}

/** @param {number} number */
function lowered(number) {
  return [...String(number)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");
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
 * The sign of each operation that a picture shows.
 * @param {import("../types.js").Layout} layout
 * @returns {Map<number, string>}
 */
function signsOf({ frames, pictures }) {
  return new Map(
    frames.flatMap(({ picture, nodes }) =>
      pictures[picture].cards.flatMap(({ kind, symbol, title }, index) =>
        kind === "operation"
          ? [/** @type {[number, string]} */ ([nodes[index], symbol ?? title])]
          : [],
      ),
    ),
  );
}

/**
 * The names, and for nodes without one what is done to what: `tanh(h)`, `q @ keyᵀ`.
 * @param {Trace} trace
 * @param {(string | null | undefined)[]} own
 * @param {Map<number, string>} signs
 * @returns {string[]}
 */
function madeUp(trace, own, signs) {
  /** @type {Map<number, number[]>} */
  const sources = new Map();
  for (const { source, target } of trace.edges) {
    const list = sources.get(target);
    if (list) list.push(source);
    else sources.set(target, [source]);
  }
  const written = expressions(trace);
  /** @type {string[]} */
  const names = [];
  trace.nodes.forEach(({ op }, index) => {
    const inputs = (sources.get(index) ?? []).map((source) => names[source] ?? own[source] ?? "…");
    const sign = signs.get(index) ?? op;
    names.push(own[index] ?? written[index] ?? applied(op, sign, inputs));
  });
  return names;
}

/**
 * The program's own words for a node, where they are short and mean this operation alone.
 * @param {Trace} trace
 * @returns {(string | null)[]}
 */
function expressions({ nodes }) {
  /** @type {Map<string, Set<string>>} */
  const meant = new Map();
  for (const { expression, op } of nodes) {
    if (expression) meant.set(expression, (meant.get(expression) ?? new Set()).add(op));
  }
  return nodes.map(({ expression, kind }) => {
    if (!expression || kind !== "operation" || meant.get(expression)?.size !== 1) return null;
    const words = expression.replace(/\b(?:torch\.nn\.functional|torch|F|nn)\./g, "");
    return words.length <= LONGEST ? words : null;
  });
}

/**
 * @param {string} op
 * @param {string} sign
 * @param {string[]} inputs
 */
function applied(op, sign, inputs) {
  if (inputs.length === 0 || !SIMPLE.test(sign)) return sign;
  const told = TRANSPOSED.has(op)
    ? `${bracketed(inputs[0])}ᵀ`
    : INFIX.has(sign) && inputs.length === 2
      ? inputs.map(bracketed).join(` ${sign} `)
      : `${op}(${inputs.join(", ")})`;
  return told.length <= LONGEST ? told : sign;
}

/**
 * A name that stands as one thing beside a sign.
 * @param {string} name
 */
export function bracketed(name) {
  return name.replace(/\([^()]*\)/g, "").includes(" ") ? `(${name})` : name;
}
