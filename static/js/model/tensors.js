/** Snapshots as text: shapes, values in a line, the values row by row. */

import { exact, real, short } from "./numbers.js";

/** @typedef {import("../types.js").Snapshot} Snapshot */
/** @typedef {import("../types.js").Scalar} Scalar */

const INLINE = 4;

/**
 * A shape as Python prints it, with its batch marked.
 * @param {number[]} shape
 * @param {number} [batch] the size of axis 0 where that is a batch
 */
export function shapeText(shape, batch) {
  const [open, rest] = [batch ? "(B=" : "(", shape.length === 1 ? "," : ""];
  return `${open}${shape.join(", ")}${rest})`;
}

/** @param {string} dtype */
export function typeText(dtype) {
  return dtype.replace("torch.", "");
}

/** @param {Snapshot} snapshot */
export function countOf(snapshot) {
  return snapshot.shape.reduce((product, size) => product * size, 1);
}

/**
 * One line: the number, a short list, or what the tensor is.
 * @param {Snapshot | null | undefined} snapshot
 * @param {(number: Scalar, dtype: string) => string} [write]
 * @returns {string}
 */
export function line(snapshot, write = short) {
  if (!snapshot) return "None";
  const { values, dtype, shape } = snapshot;
  if (!values) return summary(snapshot);
  if (values.length === 1) return write(values[0], dtype);
  if (values.length > INLINE && write === short) return summary(snapshot);
  return bracketed(
    values.map((number) => write(number, dtype)),
    shape,
  );
}

/**
 * The values in the rows of the last dimension; the dimensions before it are stacked.
 * @param {Snapshot} snapshot
 * @returns {Scalar[][] | null}
 */
export function rowsOf(snapshot) {
  const { values, shape } = snapshot;
  if (!values) return null;
  const columns = shape.at(-1) ?? 1;
  if (columns === 0) return [];
  return Array.from({ length: values.length / columns }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns),
  );
}

/**
 * The largest absolute value among finite ones: the end of a symmetric colour scale.
 * @param {Scalar[]} values
 */
export function reach(values) {
  return values.reduce((/** @type {number} */ most, value) => {
    const size = Math.abs(real(value));
    return Number.isFinite(size) ? Math.max(most, size) : most;
  }, 0);
}

/** @param {Snapshot} snapshot */
export function exactLine(snapshot) {
  return line(snapshot, exact);
}

/** @param {Snapshot} snapshot */
function summary({ shape, statistics, values, dtype }) {
  const what = `${shapeText(shape)} tensor`;
  if (statistics?.mean != null && statistics.std != null) {
    return `${what}, mean ${short(statistics.mean, "float")}, std ${short(statistics.std, "float")}`;
  }
  if (!values) return what;
  const spread = values.map(real).filter(Number.isFinite);
  if (spread.length === 0) return what;
  const [low, high] = [Math.min(...spread), Math.max(...spread)];
  if (low === high && spread.length === values.length) return `${what}, all ${short(low, dtype)}`;
  return `${what} from ${short(low, dtype)} to ${short(high, dtype)}`;
}

/**
 * @param {string[]} words
 * @param {number[]} shape
 * @returns {string}
 */
function bracketed(words, shape) {
  if (shape.length === 0) return words[0];
  const [first, ...rest] = shape;
  if (rest.length === 0) return `[${words.join(", ")}]`;
  const size = words.length / Math.max(first, 1);
  const parts = Array.from({ length: first }, (_, index) =>
    bracketed(words.slice(index * size, (index + 1) * size), rest),
  );
  return `[${parts.join(", ")}]`;
}
