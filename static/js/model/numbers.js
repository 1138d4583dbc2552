/** Numbers as the page writes them: three significant digits, or exactly. */

/** @typedef {import("../types.js").Scalar} Scalar */

export const MINUS = "\u2212";
const WORDS = new Map([
  ["nan", "NaN"],
  ["inf", "∞"],
  ["-inf", `${MINUS}∞`],
]);
const SUPERSCRIPT = new Map([...`0123456789${MINUS}`].map((sign, i) => [sign, "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"[i]]));
const LARGE = 1e4;
const SMALL = 1e-3;
const DIGITS = 3;

/**
 * A number of a tensor of type `dtype`, short. JSON cannot tell 1 from 1.0, hence the type.
 * @param {Scalar} number
 * @param {string} dtype
 * @returns {string}
 */
export function short(number, dtype) {
  return write(number, isWhole(dtype) ? String : shortReal, dtype);
}

/**
 * The same number with every digit that tells it from its neighbours.
 * @param {Scalar} number
 * @param {string} dtype
 */
export function exact(number, dtype) {
  return write(number, isSingle(dtype) ? shortestSingle : String, dtype);
}

/** @param {string} dtype */
function isSingle(dtype) {
  return /float32|float16|complex64|chalf/.test(dtype);
}

/**
 * The fewest digits that mean this number of single precision, as PyTorch writes it.
 * @param {number} number
 */
function shortestSingle(number) {
  for (let digits = 6; digits < 10; digits += 1) {
    const rounded = Number(number.toPrecision(digits));
    if (Math.fround(rounded) === Math.fround(number)) return String(rounded);
  }
  return String(number);
}

/** @param {string} dtype */
export function isWhole(dtype) {
  return /^(torch\.)?(u?int|bool|long|short)/.test(dtype);
}

/**
 * Its value for computing with; a complex number has none.
 * @param {Scalar} number
 * @returns {number}
 */
export function real(number) {
  if (typeof number === "string") return Number(number.replace("inf", "Infinity"));
  return Array.isArray(number) ? NaN : Number(number);
}

/**
 * @param {Scalar} number
 * @param {(number: number) => string} digits
 * @param {string} dtype
 * @returns {string}
 */
function write(number, digits, dtype) {
  if (typeof number === "boolean") return number ? "True" : "False";
  if (typeof number === "string") return WORDS.get(number) ?? number.replace("-", MINUS);
  if (Array.isArray(number)) return complex(number, digits, dtype);
  if (!Number.isFinite(number)) return WORDS.get(named(number)) ?? String(number);
  return digits(number).replaceAll("-", MINUS);
}

/**
 * What the document calls a number that JSON cannot hold.
 * @param {number} number
 */
function named(number) {
  if (Number.isNaN(number)) return "nan";
  return number > 0 ? "inf" : "-inf";
}

/**
 * @param {(number | string)[]} parts
 * @param {(number: number) => string} digits
 * @param {string} dtype
 */
function complex([re, im], digits, dtype) {
  const imaginary = write(im, digits, dtype);
  const sign = imaginary.startsWith(MINUS) ? "" : "+";
  return `${write(re, digits, dtype)}${sign}${imaginary}j`;
}

/** @param {number} number */
function shortReal(number) {
  if (number === 0) return "0";
  const rounded = Number(number.toPrecision(DIGITS));
  const size = Math.abs(rounded);
  if (size >= LARGE || size < SMALL) return number.toExponential(DIGITS - 1).replace("+", "");
  return size >= 1e3 ? String(rounded) : number.toPrecision(DIGITS);
}

/**
 * A power of ten for prose: 2.1×10⁻⁷.
 * @param {number} number
 */
export function powerOfTen(number) {
  if (number === 0) return "0";
  const [mantissa, exponent] = number.toExponential(0).split("e");
  const raised = [...exponent.replace("+", "").replace("-", MINUS)]
    .map((sign) => SUPERSCRIPT.get(sign) ?? sign)
    .join("");
  return `${mantissa}×10${raised}`;
}
