/** A program's text as it stands in an address: compressed, and in letters that need no escaping. */

/** More text than this is no program, whatever little came in. */
const MOST = 256 * 1024;
const FORMAT = "deflate-raw";

/**
 * @param {string} text
 * @returns {Promise<string>}
 */
export async function pack(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream(FORMAT));
  const bytes = await gathered(stream, Infinity);
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * The text again. Throws a sentence where there is none in it.
 * @param {string} packed
 * @returns {Promise<string>}
 */
export async function unpack(packed) {
  try {
    const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(FORMAT));
    return new TextDecoder("utf-8", { fatal: true }).decode(await gathered(stream, MOST));
  } catch (cause) {
    const reason = cause instanceof TooLong ? cause.message : "it was cut off or changed";
    throw new Error(`The program in this address cannot be read: ${reason}.`, { cause });
  }
}

class TooLong extends Error {}

/**
 * @param {ReadableStream<Uint8Array>} stream
 * @param {number} most bytes
 */
async function gathered(stream, most) {
  /** @type {Uint8Array[]} */
  const parts = [];
  let length = 0;
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > most) {
      await reader.cancel();
      throw new TooLong(`it is longer than ${most / 1024} kB`);
    }
    parts.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
