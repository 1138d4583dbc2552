/** An equation as the elements of MathML: the page makes them, the exports write them as text. */

/** @typedef {import("./equation.js").Piece} Piece */
/**
 * Makes an element; one with a tone has its colour.
 * @template T
 * @typedef {(tag: string, children: (T | string)[], tone?: string) => T} Make
 */

/**
 * @template T
 * @param {Piece[]} pieces
 * @param {Make<T>} make
 * @returns {T}
 */
export function mathematics(pieces, make) {
  return make(
    "mrow",
    pieces.map((piece) => written(piece, make)),
  );
}

/**
 * @param {Piece[]} pieces
 * @returns {string}
 */
export function mathmlOf(pieces) {
  return mathematics(pieces, markup);
}

/**
 * @template T
 * @param {Piece} piece
 * @param {Make<T>} make
 * @returns {T}
 */
function written(piece, make) {
  switch (piece.kind) {
    case "fraction":
      return make(
        "mfrac",
        [piece.above, piece.below].map((name) =>
          make("mrow", [make("mo", ["∂"]), make("mi", [name])]),
        ),
      );
    case "matrix":
      return make(
        "mtable",
        piece.rows.map((row) =>
          make(
            "mtr",
            row.map((text) => make("mtd", [make("mn", [text])])),
          ),
        ),
        piece.tone,
      );
    case "number":
      return make("mn", [piece.text], piece.tone);
    case "sign":
      return make("mo", [piece.text]);
    case "words":
      return make("mtext", [`${piece.text}\u00a0`]);
    case "name":
      return make("mi", [piece.text]);
  }
}

/** @type {Make<string>} */
function markup(tag, children, tone) {
  const inside = LEAVES.has(tag) ? escaped(children.join("")) : children.join("");
  return `<${tag}${tone ? ` class="tone-${tone}"` : ""}>${inside}</${tag}>`;
}

const LEAVES = new Set(["mi", "mn", "mo", "mtext"]);

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
