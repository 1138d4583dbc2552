/** What a lesson has to say about a run of its program, by the position at which it says it. */

import { findStep } from "./where.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("../api.js").Note} Note */
/** @typedef {import("../api.js").Question} Question */
/**
 * `changed`: the run is of another program than the lesson's, of which its notes are not true.
 * @typedef {object} Remarks
 * @property {Map<number, Note[]>} notes
 * @property {Map<number, Question[]>} questions
 * @property {string} summary
 * @property {string[]} experiments
 * @property {boolean} changed
 */
/** @typedef {{program: string, summary: string, notes: Note[], questions: Question[], experiments: string[]}} Told */

/**
 * @param {Told | null} lesson
 * @returns {(run: Run) => Remarks} the remarks of a run, found once
 */
export function remarksOf(lesson) {
  /** @type {WeakMap<Run, Remarks>} */
  const known = new WeakMap();
  return (run) => {
    const made = known.get(run) ?? remarksOn(run, lesson);
    known.set(run, made);
    return made;
  };
}

/**
 * @param {Run} run
 * @param {Told | null} lesson
 * @returns {Remarks}
 */
function remarksOn({ trace }, lesson) {
  const { files, entry } = trace.program;
  const text = files.find(({ name }) => name === entry)?.text ?? "";
  const changed = lesson !== null && text.trimEnd() !== lesson.program.trimEnd();
  return {
    notes: byPosition(trace, changed ? [] : (lesson?.notes ?? [])),
    questions: byPosition(trace, changed ? [] : (lesson?.questions ?? [])),
    summary: lesson?.summary ?? "",
    experiments: lesson?.experiments ?? [],
    changed,
  };
}

/**
 * @template {{at: import("./where.js").Where}} Remark
 * @param {import("../types.js").Trace} trace
 * @param {Remark[]} remarks
 * @returns {Map<number, Remark[]>}
 */
function byPosition(trace, remarks) {
  /** @type {Map<number, Remark[]>} */
  const all = new Map();
  for (const remark of remarks) {
    const step = findStep(trace, remark.at);
    if (step !== null) all.set(step + 1, [...(all.get(step + 1) ?? []), remark]);
  }
  return all;
}
