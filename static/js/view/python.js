/** Python text in a few quiet tones: keywords, strings, comments, numbers. */

import { element } from "./dom.js";

const TOKEN =
  /(?<comment>#.*)|(?<string>[rbfu]*(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))|(?<keyword>\b(?:and|as|assert|break|class|continue|def|del|elif|else|except|finally|for|from|if|import|in|is|lambda|None|not|or|pass|raise|return|True|False|try|while|with|yield)\b)|(?<number>\b\d[\d_.]*(?:e[+-]?\d+)?\b)/gi;

/**
 * @param {string} text one line
 * @returns {(Node | string)[]}
 */
export function coloured(text) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const kind = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined)?.[0];
    parts.push(
      text.slice(end, match.index),
      element("span", { class: `python-${kind}` }, match[0]),
    );
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}
