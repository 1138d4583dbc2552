/** A picture as squares, to ask how much of something lies in an area without looking at it all. */

/** @typedef {{x: number, y: number, width: number, height: number}} Area */
/** @typedef {{side: number, columns: number, rows: number, sums: Uint32Array}} Raster */

/** Squares of so many units, larger in pictures that would have more than MOST of them. */
const SIDE = 8;
const MOST = 60000;

/**
 * @param {{width: number, height: number}} picture
 * @param {(mark: (area: Area, amount?: number) => void) => void} draw marks areas
 * @returns {Raster}
 */
export function rasterOf({ width, height }, draw) {
  const side = Math.max(SIDE, Math.ceil(Math.sqrt((width * height) / MOST)));
  const [columns, rows] = [Math.ceil(width / side) + 1, Math.ceil(height / side) + 1];
  const marks = new Uint8Array(columns * rows);
  draw(({ x, y, width: w, height: h }, amount = 1) => {
    const right = Math.min(Math.ceil((x + w) / side), columns);
    const bottom = Math.min(Math.ceil((y + h) / side), rows);
    for (let row = Math.max(Math.floor(y / side), 0); row < bottom; row += 1) {
      for (let column = Math.max(Math.floor(x / side), 0); column < right; column += 1) {
        const at = row * columns + column;
        marks[at] = Math.max(marks[at], amount);
      }
    }
  });
  return { side, columns, rows, sums: summed(marks, columns, rows) };
}

/**
 * How much is marked in an area.
 * @param {Raster} raster
 * @param {Area} area
 */
export function marked({ side, columns, rows, sums }, { x, y, width, height }) {
  const left = bounded(Math.floor(x / side), columns);
  const top = bounded(Math.floor(y / side), rows);
  const right = bounded(Math.ceil((x + width) / side), columns);
  const bottom = bounded(Math.ceil((y + height) / side), rows);
  const line = columns + 1;
  return (
    sums[bottom * line + right] -
    sums[top * line + right] -
    sums[bottom * line + left] +
    sums[top * line + left]
  );
}

/**
 * For each corner, the sum of all squares above it and on its left.
 * @param {Uint8Array} marks
 * @param {number} columns
 * @param {number} rows
 */
function summed(marks, columns, rows) {
  const line = columns + 1;
  const sums = new Uint32Array(line * (rows + 1));
  for (let row = 0; row < rows; row += 1) {
    let sum = 0;
    for (let column = 0; column < columns; column += 1) {
      sum += marks[row * columns + column];
      sums[(row + 1) * line + column + 1] = sums[row * line + column + 1] + sum;
    }
  }
  return sums;
}

/** @param {number} value @param {number} most */
function bounded(value, most) {
  return Math.min(Math.max(value, 0), most);
}
