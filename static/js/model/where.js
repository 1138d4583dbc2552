/** Which step a note of a lesson is about; the same rules as `chainrule.lessons.where`. */

/** @typedef {import("../types.js").Trace} Trace */
/** @typedef {import("../types.js").Step} Step */
/**
 * @typedef {object} Where
 * @property {string} kind
 * @property {string | null} line
 * @property {string | null} op
 * @property {string | null} tensor
 * @property {number} occurrence from 1; −1 is the last
 */

/**
 * The index of the step that is meant, or null.
 * @param {Trace} trace
 * @param {Where} where
 * @returns {number | null}
 */
export function findStep(trace, where) {
  const found = trace.steps.flatMap((step, index) => (fits(trace, step, where) ? [index] : []));
  const { occurrence } = where;
  return (occurrence > 0 ? found[occurrence - 1] : found.at(occurrence)) ?? null;
}

/**
 * @param {Trace} trace
 * @param {Step} step
 * @param {Where} where
 */
function fits(trace, step, { kind, line, op, tensor }) {
  if (step.kind !== kind) return false;
  const node = "node" in step && step.node !== null ? trace.nodes[step.node] : null;
  if (op !== null && node?.op !== op) return false;
  if (line !== null && !linesOf(trace, step, node).some((text) => text.includes(line)))
    return false;
  return tensor === null || namesOf(trace, step, node).includes(tensor);
}

/**
 * @param {Trace} trace
 * @param {Step} step
 * @param {import("../types.js").Node | null} node
 * @returns {string[]}
 */
function linesOf(trace, step, node) {
  return [step, node].flatMap((place) => {
    const source = place?.file && trace.program.files.find(({ name }) => name === place.file);
    const text = source && place?.line ? source.text.split("\n")[place.line - 1] : undefined;
    return text === undefined ? [] : [text];
  });
}

/**
 * @param {Trace} trace
 * @param {Step} step
 * @param {import("../types.js").Node | null} node
 * @returns {(string | null)[]}
 */
function namesOf(trace, step, node) {
  const own = "tensor" in step ? [step.tensor] : [];
  return [...own, ...(node?.outputs ?? [])].flatMap((index) =>
    index === null ? [] : [trace.tensors[index].name, trace.tensors[index].path],
  );
}
