/** An equation as LaTeX, for what draws mathematics without a page. */

/** @typedef {import("./equation.js").Piece} Piece */

/** @type {Map<string, string>} */
const SIGNS = new Map([
  ["·", "\\cdot"],
  ["⊙", "\\odot"],
  ["←", "\\leftarrow"],
  ["−", "-"],
]);
const SPECIAL = /[\\{}$&#^_%~]/g;

/**
 * @param {Piece[]} pieces
 * @returns {string}
 */
export function latexOf(pieces) {
  return pieces.map(written).join(" ");
}

/** @param {Piece} piece */
function written(piece) {
  switch (piece.kind) {
    case "fraction":
      return `\\frac{\\partial ${named(piece.above)}}{\\partial ${named(piece.below)}}`;
    case "matrix":
      return `\\begin{bmatrix} ${piece.rows.map((row) => row.map(figures).join(" & ")).join(" \\\\ ")} \\end{bmatrix}`;
    case "number":
      return figures(piece.text);
    case "sign":
      return SIGNS.get(piece.text) ?? piece.text;
    case "words":
      return `\\text{${escaped(piece.text)}}`;
    case "name":
      return named(piece.text);
  }
}

/**
 * A letter is a variable, a longer name is upright.
 * @param {string} text
 */
function named(text) {
  return text.length === 1 ? text : `\\mathrm{${escaped(text).replaceAll(" ", "\\ ")}}`;
}

/** @param {string} text */
function figures(text) {
  return text.replaceAll("−", "-").replace("∞", "\\infty ").replace("NaN", "\\mathrm{NaN}");
}

/** @param {string} text */
function escaped(text) {
  return text.replace(SPECIAL, (sign) => (sign === "\\" ? "\\backslash " : `\\${sign}`));
}
