/**
 * The chain rule at one step as mathematics: a small tree that the page writes as MathML and the
 * exports as LaTeX. What has no room is left out: first the numbers on the way, then the result.
 */

import { diagonal, isShare, jacobian, lossName, productsOf } from "./chain.js";
import { bracketed } from "./names.js";
import { short } from "./numbers.js";
import { plainRate } from "./optimisers.js";
import { snapshotOf, stepAt } from "./run.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("../types.js").Snapshot} Snapshot */
/** @typedef {"ink" | "forward" | "gradient" | "update"} Tone */
/**
 * `rows` of a matrix are written numbers; a fraction is of partial differences.
 * @typedef {{kind: "name" | "number" | "sign" | "words", text: string, tone?: Tone}
 *   | {kind: "fraction", above: string, below: string}
 *   | {kind: "matrix", rows: string[][], tone?: Tone}} Piece
 */
/** @typedef {{pieces: Piece[], edge: number | null, phase: "backward" | "update"}} Equation */

/** What is written out in numbers: at most so many rows and columns. */
const MOST_ROWS = 2;
const MOST_COLUMNS = 4;
/** Widths of letters, in sizes of the type. */
const LETTER = 0.58;
const GAP = 0.3;

/**
 * What the step before `position` does, as equations no wider than `room` sizes of the type.
 * @param {Run} run
 * @param {number} position
 * @param {{hidden?: boolean, room?: number}} [options] hidden: gradients are not told yet
 * @returns {Equation[]}
 */
export function equationsAt(run, position, { hidden = false, room = Infinity } = {}) {
  const step = stepAt(run, position);
  const tell = step && TOLD[step.kind];
  if (!step || !tell) return [];
  return tell(run, /** @type {any} */ (step), position, hidden).map(({ parts, edge, phase }) => ({
    pieces: fitting(parts, room),
    edge,
    phase,
  }));
}

/**
 * How wide an equation will be, in sizes of its type.
 * @param {Piece[]} pieces
 * @returns {number}
 */
export function widthOf(pieces) {
  return pieces.reduce((sum, piece) => sum + GAP + widthOfPiece(piece), 0);
}

/**
 * An equation is a left side and what follows, dearest first: each part may be left out.
 * @typedef {{left: Piece[], symbols: Piece[], numbers: Piece[], result: Piece[]}} Parts
 */
/** @typedef {{parts: Parts, edge: number | null, phase: "backward" | "update"}} Draft */

/** @type {{[kind: string]: (run: Run, step: any, position: number, hidden: boolean) => Draft[]}} */
const TOLD = { backward: ofBackward, accumulate: ofAccumulate, update: ofUpdate };

/**
 * @param {Run} run
 * @param {import("../types.js").BackwardStep} step
 * @param {number} position
 * @param {boolean} hidden
 * @returns {Draft[]}
 */
function ofBackward(run, step, position, hidden) {
  const loss = lossName(run, position);
  const own = run.names.nodes[step.node];
  const sums = step.arrived.filter(({ terms }) => terms.length > 1);
  return [
    ...sums.map(({ terms, sum }) => ({
      parts: summed(
        fraction(loss, own),
        terms.map(({ snapshot }) => snapshotOf(run, snapshot)),
        snapshotOf(run, sum),
        hidden,
      ),
      edge: null,
      phase: /** @type {const} */ ("backward"),
    })),
    ...productsOf(run, step).map((product) => ({
      parts: multiplied(run, product, { loss, own, position, hidden }),
      edge: product.edge,
      phase: /** @type {const} */ ("backward"),
    })),
  ];
}

/**
 * @param {Run} run
 * @param {import("./chain.js").Product} product
 * @param {{loss: string, own: string, position: number, hidden: boolean}} about
 * @returns {Parts}
 */
function multiplied(run, { to, arrived, local, left }, { loss, own, position, hidden }) {
  const target = run.names.nodes[to];
  const share = isShare(run, position, to);
  const factors = arrived && local ? written(arrived, local) : null;
  const result = tensor(left, "gradient");
  return {
    left: [...(share ? [words("a share of")] : []), fraction(loss, target)],
    symbols: [sign("="), fraction(loss, own), sign("·"), fraction(own, target)],
    numbers: factors && !hidden ? [sign("="), ...factors] : [],
    result: hidden ? [sign("="), words("?")] : result ? [sign("="), result] : [],
  };
}

/**
 * What arrived, and the local derivative, in numbers.
 * @param {Snapshot} arrived
 * @param {Snapshot} local
 * @returns {Piece[] | null}
 */
function written(arrived, local) {
  const upstream = tensor(arrived, "gradient");
  const matrix = jacobian(local, arrived);
  if (!upstream || !matrix) return null;
  const alone = diagonal(matrix);
  const text = (/** @type {number} */ value) => short(value, local.dtype);
  if (alone) {
    const there = table(alone.map(text), arrived.shape, "ink");
    return there && [upstream, sign("⊙"), there];
  }
  const size = matrix.values.length / matrix.rows;
  if (matrix.rows > MOST_ROWS || size > MOST_COLUMNS) return null;
  return [upstream, sign("·"), grid(matrix.values.map(text), size, "ink")];
}

/**
 * @param {Piece} whole
 * @param {(Snapshot | null)[]} terms
 * @param {Snapshot | null} sum
 * @param {boolean} hidden
 * @returns {Parts}
 */
function summed(whole, terms, sum, hidden) {
  const shares = terms.map((term) => tensor(term, "gradient"));
  const result = tensor(sum, "gradient");
  const all = shares.every((share) => share !== null);
  return {
    left: [whole],
    symbols: [],
    numbers:
      all && !hidden
        ? shares.flatMap((share, index) => [sign(index ? "+" : "="), /** @type {Piece} */ (share)])
        : [],
    result: hidden ? [sign("="), words("?")] : result ? [sign("="), result] : [],
  };
}

/**
 * @param {Run} run
 * @param {import("../types.js").AccumulateStep} step
 * @param {number} _position
 * @param {boolean} hidden
 * @returns {Draft[]}
 */
function ofAccumulate(run, step, _position, hidden) {
  const own = name(`${run.names.tensors[step.tensor]}.grad`);
  const shares = step.terms.map(({ snapshot }) => snapshot);
  const terms = step.before === null ? shares : [step.before, ...shares];
  const parts = summed(
    own,
    (terms.length > 1 ? terms : []).map((index) => snapshotOf(run, index)),
    snapshotOf(run, step.after),
    hidden,
  );
  return [{ parts, edge: null, phase: "backward" }];
}

/**
 * @param {Run} run
 * @param {import("../types.js").UpdateStep} step
 * @returns {Draft[]}
 */
function ofUpdate(run, step) {
  const rate = plainRate(step);
  const own = run.names.tensors[step.tensor];
  const [before, grad, after] = [
    tensor(snapshotOf(run, step.before), "forward"),
    tensor(snapshotOf(run, step.grad), "gradient"),
    tensor(snapshotOf(run, step.after), "update"),
  ];
  const numbers =
    before && grad && rate !== null
      ? [sign("="), before, sign("−"), number(String(rate)), sign("·"), grad]
      : [];
  const symbols =
    rate === null
      ? []
      : [sign("←"), name(own), sign("−"), name("lr"), sign("·"), name(`${own}.grad`)];
  const result = after ? [sign("="), after] : [];
  return [{ parts: { left: [name(own)], symbols, numbers, result }, edge: null, phase: "update" }];
}

/**
 * As much of an equation as there is room for.
 * @param {Parts} parts
 * @param {number} room
 * @returns {Piece[]}
 */
function fitting({ left, symbols, numbers, result }, room) {
  const tries = [
    [...left, ...symbols, ...numbers, ...result],
    [...left, ...symbols, ...result],
    [...left, ...result],
    [...left, ...symbols],
  ];
  return tries.find((pieces) => widthOf(pieces) <= room) ?? tries[3];
}

/**
 * A tensor's numbers, if they are few.
 * @param {Snapshot | null} snapshot
 * @param {Tone} tone
 * @returns {Piece | null}
 */
function tensor(snapshot, tone) {
  if (!snapshot?.values) return null;
  const texts = snapshot.values.map((value) => short(value, snapshot.dtype));
  return table(texts, snapshot.shape, tone);
}

/**
 * @param {string[]} texts
 * @param {number[]} shape
 * @param {Tone} tone
 * @returns {Piece | null}
 */
function table(texts, shape, tone) {
  if (texts.length === 1) return number(texts[0], tone);
  const columns = shape.at(-1) ?? 1;
  const rows = texts.length / Math.max(columns, 1);
  // A column is written as a row: the page above says which it is.
  if (columns === 1 && rows <= MOST_COLUMNS) return grid(texts, rows, tone);
  return rows > MOST_ROWS || columns > MOST_COLUMNS || !texts.length
    ? null
    : grid(texts, columns, tone);
}

/**
 * @param {string[]} texts
 * @param {number} columns
 * @param {Tone} tone
 * @returns {Piece}
 */
function grid(texts, columns, tone) {
  if (texts.length === 1) return number(texts[0], tone);
  const rows = Array.from({ length: texts.length / columns }, (_, row) =>
    texts.slice(row * columns, (row + 1) * columns),
  );
  return { kind: "matrix", rows, tone };
}

/** @param {string} text @param {Tone} [tone] @returns {Piece} */
function number(text, tone) {
  return { kind: "number", text, tone };
}

/** @param {string} text @returns {Piece} */
function sign(text) {
  return { kind: "sign", text };
}

/** @param {string} text @returns {Piece} */
function name(text) {
  return { kind: "name", text };
}

/** @param {string} text @returns {Piece} */
function words(text) {
  return { kind: "words", text };
}

/** @param {string} above @param {string} below @returns {Piece} */
function fraction(above, below) {
  return { kind: "fraction", above: bracketed(above), below: bracketed(below) };
}

/** @param {Piece} piece */
function widthOfPiece(piece) {
  if (piece.kind === "fraction")
    return (Math.max(piece.above.length, piece.below.length) + 1) * LETTER;
  if (piece.kind === "matrix") {
    const columns = piece.rows[0].map((_, column) =>
      Math.max(...piece.rows.map((row) => row[column].length)),
    );
    return columns.reduce((sum, letters) => sum + letters * LETTER + 0.8, 0.6);
  }
  return piece.text.length * LETTER;
}
