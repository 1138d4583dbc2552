/** A lesson's best numbers to turn, found in a program. */

import { literalsOf, valueOf } from "./literals.js";

/**
 * `line` is text of the line that the number stands in, `number` which of that line's, from 1.
 * @typedef {{label: string, line: string, number: number, min: number, max: number, step: number}} Knob
 */
/** @typedef {{knob: Knob, index: number, text: string, value: number}} Found `index` of the literal */

/**
 * Those that the program still has.
 * @param {string} program
 * @param {readonly Knob[]} knobs
 * @returns {Found[]}
 */
export function knobsIn(program, knobs) {
  const lines = program.split("\n");
  const literals = literalsOf(program);
  return knobs.flatMap((knob) => {
    const line = lines.findIndex((text) => text.includes(knob.line)) + 1;
    const own = literals.filter((literal) => literal.line === line)[knob.number - 1];
    if (!own) return [];
    return [{ knob, index: literals.indexOf(own), text: own.text, value: valueOf(own.text) }];
  });
}
