/** The numbers that stand in a program's text, found as Python's tokenizer would, and turned. */

/**
 * `text` includes a sign that belongs to the number; `from` and `to` bound it in the program,
 * `line` counts from 1.
 * @typedef {{text: string, from: number, to: number, line: number}} Literal
 */

const TOKEN = new RegExp(
  [
    /(?<space>[ \t\f\r]+|\\\n)/,
    /(?<comment>#[^\n]*)/,
    /(?<string>(?:\b[rbfut]{1,2})?(?:"""(?:\\[^]|[^\\])*?(?:"""|$)|'''(?:\\[^]|[^\\])*?(?:'''|$)|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?))/,
    /(?<other>0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d[\d_]*)?j)/,
    /(?<number>(?:\d[\d_]*\.?(?:\d[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d[\d_]*)?)/,
    /(?<name>[\p{L}_][\p{L}\p{N}_]*)/u,
    /(?<newline>\n)/,
    /(?<sign>[^])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "giuy",
);
/** After one of these a minus belongs to the number behind it. */
const OPENS = new Set([..."([{,=:+-*/%@<>|&^~;!"]);
const WORDS = new Set(
  "and assert await del elif else if in is lambda not or print raise return while yield".split(" "),
);

/**
 * Every decimal number of a program, in its order.
 * @param {string} program
 * @returns {Literal[]}
 */
export function literalsOf(program) {
  /** @type {Literal[]} */
  const found = [];
  let line = 1;
  let before = "\n";
  let minus = -1;
  for (const match of program.matchAll(TOKEN)) {
    const [text] = match;
    const { space, comment, number } = match.groups ?? {};
    if (number !== undefined) {
      const from = minus >= 0 ? minus : match.index;
      const to = match.index + text.length;
      found.push({ text: program.slice(from, to), from, to, line });
    }
    line += text.split("\n").length - 1;
    if (space !== undefined || comment !== undefined) continue;
    minus = text === "-" && signs(before) ? match.index : -1;
    before = text;
  }
  return found;
}

/** @param {string} before the token before a minus */
function signs(before) {
  return before === "\n" || OPENS.has(before) || WORDS.has(before);
}

/**
 * The program with another number in the place of its `index`-th.
 * @param {string} program
 * @param {number} index
 * @param {string} text
 */
export function withLiteral(program, index, text) {
  const { from, to } = literalsOf(program)[index];
  return program.slice(0, from) + text + program.slice(to);
}

/**
 * What is the same in two programs that differ in their numbers only.
 * @param {string} program
 */
export function withoutNumbers(program) {
  let rest = "";
  let end = 0;
  for (const { from, to } of literalsOf(program)) {
    rest += `${program.slice(end, from)}0`;
    end = to;
  }
  return rest + program.slice(end);
}

/**
 * A number as Python writes it, or null where it is none.
 * @param {string} typed
 */
export function readLiteral(typed) {
  const text = typed
    .trim()
    .replace("−", "-")
    .replace(/^(-?\d+),(\d+)$/, "$1.$2");
  const written = /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text);
  return written ? text.replace(/^\+/, "") : null;
}

/**
 * A number some steps further. Whole numbers stay whole, and one without a sign does not fall
 * below 0; of other numbers a step is a tenth of their leading digit's place.
 * @param {string} text
 * @param {number} by steps
 */
export function stepped(text, by) {
  const value = valueOf(text);
  if (isWhole(text)) {
    const moved = value + by;
    return String(text.startsWith("-") ? moved : Math.max(0, moved));
  }
  return written(value + by * stepOf(text), stepOf(text), text);
}

/**
 * A number written with the digits that its step asks for, and with a point or an exponent where
 * `like` has one.
 * @param {number} value
 * @param {number} step
 * @param {string} like
 */
export function written(value, step, like) {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const fixed = value.toFixed(Math.min(digits, 100));
  const plain = Number(fixed) === 0 ? fixed.replace("-", "") : fixed;
  if (/e/i.test(like)) return Number(plain) === 0 ? "0.0" : exponential(Number(plain));
  if (isWhole(like) && digits === 0) return plain;
  return plain.includes(".") ? plain.replace(/(\.\d+?)0+$/, "$1") : `${plain}.0`;
}

/**
 * How much a number changes in one step.
 * @param {string} text
 */
export function stepOf(text) {
  if (isWhole(text)) return 1;
  const size = Math.abs(valueOf(text));
  return size === 0 ? 0.1 : 10 ** (Math.floor(Math.log10(size) + 1e-9) - 1);
}

/** @param {string} text */
export function valueOf(text) {
  return Number(text.replaceAll("_", "").replace(/\s+/g, ""));
}

/** @param {string} text */
function isWhole(text) {
  return !/[.e]/i.test(text);
}

/** @param {number} value */
function exponential(value) {
  return value
    .toExponential(6)
    .replace(/\.?0+e/, "e")
    .replace("e+", "e");
}
