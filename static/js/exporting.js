/** Asks the server for a trace as a file, and hears how far it is. */

import { addressOf } from "./api.js";

/** @typedef {{suffix: string, media_type: string, says: string, one: boolean, film: boolean}} Format */
/** @typedef {{name: string, content: Blob}} Exported */
/** @typedef {{before: number} | {done: number, total: number}} News how many have their turn first, or how far the work is */

const LINE_END = 10;

/** @returns {Promise<Format[]>} */
export async function formats() {
  const answer = await fetch("/api/exports");
  if (!answer.ok) throw new Error(`The server answered ${answer.status} to /api/exports.`);
  return (await answer.json()).formats;
}

/**
 * @param {import("./types.js").Trace} trace
 * @param {string} format
 * @param {{[option: string]: string}} options as in the address
 * @param {{signal: AbortSignal, tell: (news: News) => void}} how to abort ends the
 *   work on the server, too
 * @returns {Promise<Exported>}
 */
export async function exported(trace, format, options, { signal, tell }) {
  const asked = new URLSearchParams({ ...options, progress: "1" });
  const answer = await fetch(`${addressOf(trace)}/export/${format}?${asked}`, { signal });
  if (!answer.ok || !answer.body) {
    const problem = await answer.json().catch(() => null);
    throw new Error(problem?.detail ?? `The server answered ${answer.status}.`);
  }
  const { head, parts } = await read(answer.body.getReader(), tell);
  const content = new Blob(parts, { type: head.type });
  if (content.size !== head.length) throw new Error("The file came in part only; try again.");
  return { name: head.name, content };
}

/**
 * Lines of JSON that tell how far the work is, one about the file, and the file.
 * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader
 * @param {(news: News) => void} tell
 */
async function read(reader, tell) {
  /** @type {{length: number, type: string, name: string} | null} */
  let head = null;
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  let rest = new Uint8Array();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (head) {
      parts.push(value);
      continue;
    }
    rest = joined(rest, value);
    for (let end; !head && (end = rest.indexOf(LINE_END)) >= 0; rest = rest.slice(end + 1)) {
      const line = JSON.parse(new TextDecoder().decode(rest.subarray(0, end)));
      if (line.problem) throw new Error(line.problem);
      if ("length" in line) head = line;
      else tell(line);
    }
    if (head) parts.push(rest);
  }
  if (!head) throw new Error("The server ended before the file was made; try again.");
  return { head, parts };
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
function joined(one, other) {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
