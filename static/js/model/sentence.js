/** A sentence for every step, in the program's own names. */

import { lossName } from "./chain.js";
import { bracketed } from "./names.js";
import { cause, lineText, snapshotOf } from "./run.js";
import { line, shapeText } from "./tensors.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("../types.js").Step} Step */
/** @typedef {"plain" | "code" | "name" | "forward" | "gradient" | "update"} Tone */
/** @typedef {{tone: Tone, text: string}} Span */

/** So much of an error's message has room above the picture. */
const MOST = 120;

/**
 * What happens in the step before `position`.
 * @param {Run} run
 * @param {number} position
 * @param {{hidden?: boolean}} [options] hidden: gradients are not told yet
 * @returns {Span[]}
 */
export function sentence(run, position, { hidden = false } = {}) {
  const step = run.trace.steps[position - 1];
  if (!step) return opening(run);
  const tell = SENTENCES[step.kind];
  return tell(run, /** @type {any} */ (step), position, hidden);
}

/** @param {Span[]} spans */
export function plain(spans) {
  return spans.map(({ text }) => text).join("");
}

/**
 * A gradient as text: ∂loss/∂weight.
 * @param {string} above
 * @param {string} below
 */
export function derivative(above, below) {
  return `∂${bracketed(above)}/∂${bracketed(below)}`;
}

/** @type {{[kind: string]: (run: Run, step: any, position: number, hidden: boolean) => Span[]}} */
const SENTENCES = {
  forward: ofForward,
  backward: ofBackward,
  accumulate: ofAccumulate,
  update: ofUpdate,
  zero_grad: ofZeroGrad,
  hook: ofHook,
  print: ofPrint,
  error: ofError,
};

/** @param {string} text @returns {Span} */
const say = (text) => ({ tone: "plain", text });
/** @param {string} text @returns {Span} */
const name = (text) => ({ tone: "name", text });
/** @param {string} text @returns {Span} */
const code = (text) => ({ tone: "code", text });

/**
 * @param {Run} run
 * @returns {Span[]}
 */
function opening(run) {
  const { passes, error } = run.trace;
  const count = run.timeline.stops.length - 1;
  const backward = passes.filter(({ phase }) => phase === "backward").length;
  if (run.trace.id === "") return [say("Nothing has run yet. Write a program, and run it.")];
  if (count === 0) return [say("This program ran without doing anything to a tensor.")];
  const what = error
    ? "and then stops with an error"
    : backward
      ? `with ${plural(backward, "backward pass", "backward passes")} among them`
      : "and no backward pass";
  return [
    say(`Nothing has run yet. The program makes ${plural(count, "step")}, ${what}.`),
    say(" Press → to take the first."),
  ];
}

/**
 * @param {Run} run
 * @param {import("../types.js").ForwardStep} step
 * @returns {Span[]}
 */
function ofForward(run, step) {
  const node = run.trace.nodes[step.node];
  const inputs = step.inputs.map(({ edge }) => run.names.nodes[run.trace.edges[edge].source]);
  const output = snapshotOf(run, step.outputs[0]);
  /** @type {Span[]} */
  const spans = [code(node.op)];
  if (inputs.length) spans.push(say(" takes "), ...listed(unique(inputs)));
  spans.push(say(inputs.length ? " and gives " : " gives "));
  if (run.names.given[step.node]) spans.push(name(run.names.nodes[step.node]), say(" = "));
  spans.push({ tone: "forward", text: line(output) }, say("."));
  return node.grad_fn
    ? [...spans, ...remembered(node.grad_fn)]
    : [...spans, ...untracked(run, step.node)];
}

/** @param {string} gradFn @returns {Span[]} */
function remembered(gradFn) {
  return [say(" Autograd notes "), code(gradFn), say(" for the way back.")];
}

/**
 * @param {Run} run
 * @param {number} node
 * @returns {Span[]}
 */
function untracked(run, node) {
  const tensor = run.trace.nodes[node].outputs.find((each) => each !== null);
  const why =
    tensor === undefined || tensor === null ? null : run.trace.tensors[tensor].why_no_grad;
  return [
    say(why ? ` No gradient comes back here: ${asClause(why)}` : " No gradient comes back here."),
  ];
}

/**
 * @param {Run} run
 * @param {import("../types.js").BackwardStep} step
 * @param {number} position
 * @param {boolean} hidden
 * @returns {Span[]}
 */
function ofBackward(run, step, position, hidden) {
  const node = run.trace.nodes[step.node];
  const loss = lossName(run, position);
  const own = run.names.nodes[step.node];
  const targets = step.left.flatMap(({ edge, snapshot }) =>
    edge === null || snapshot === null ? [] : run.names.nodes[run.trace.edges[edge].source],
  );
  const arrived = hidden ? "?" : line(snapshotOf(run, step.arrived[0]?.sum));
  const starts = step.arrived.some(({ terms }) => terms.some(({ edge }) => edge === null));
  const begin = starts
    ? [
        code(lineText(run, cause(run, position)) || "backward()"),
        say(" starts at "),
        name(own),
        say(": "),
        gradient(derivative(loss, own)),
        say(" is "),
        gradient(arrived),
        say(". "),
      ]
    : [
        code(node.grad_fn ?? node.op),
        say(" receives "),
        gradient(`${derivative(loss, own)} = ${arrived}`),
        say(". "),
      ];
  if (node.kind === "leaf")
    return handedOut(own, gradient(`${derivative(loss, own)} = ${arrived}`));
  if (targets.length === 0) return [...begin, say("It passes nothing on.")];
  return [
    ...begin,
    ...(starts ? [code(node.grad_fn ?? node.op), say(" multiplies")] : [say("It multiplies")]),
    say(" that by its own derivative and passes the product on to "),
    ...listed(unique(targets)),
    say("."),
  ];
}

/**
 * What `autograd.grad` was asked for.
 * @param {string} own
 * @param {Span} told
 * @returns {Span[]}
 */
function handedOut(own, told) {
  return [
    name(own),
    say(" is what was asked for: "),
    told,
    say(" goes back to the program, and "),
    code(`${own}.grad`),
    say(" stays as it is."),
  ];
}

/**
 * @param {Run} run
 * @param {import("../types.js").AccumulateStep} step
 * @param {number} _position
 * @param {boolean} hidden
 * @returns {Span[]}
 */
function ofAccumulate(run, step, _position, hidden) {
  const own = run.names.tensors[step.tensor];
  const incoming = hidden ? "?" : line(snapshotOf(run, step.incoming));
  if (step.before === null) {
    return [
      name(own),
      say(" is a leaf, so the gradient stops here: "),
      code(`${own}.grad`),
      say(" was None and is now "),
      gradient(incoming),
      say("."),
    ];
  }
  return [
    code(`${own}.grad`),
    say(" already held "),
    gradient(line(snapshotOf(run, step.before))),
    say(". The new gradient "),
    gradient(incoming),
    say(" is added to it, which makes "),
    gradient(hidden ? "?" : line(snapshotOf(run, step.after))),
    say("."),
  ];
}

/**
 * @param {Run} run
 * @param {import("../types.js").UpdateStep} step
 * @returns {Span[]}
 */
function ofUpdate(run, step) {
  const own = run.names.tensors[step.tensor];
  const who = step.optimizer ? `${step.optimizer.type} moves ` : "The program moves ";
  return [
    say(who),
    name(own),
    say(" from "),
    { tone: "forward", text: line(snapshotOf(run, step.before)) },
    say(" to "),
    { tone: "update", text: line(snapshotOf(run, step.after)) },
    say("."),
  ];
}

/**
 * @param {Run} run
 * @param {import("../types.js").ZeroGradStep} step
 * @returns {Span[]}
 */
function ofZeroGrad(run, step) {
  const names = step.cleared.map(({ tensor }) => run.names.tensors[tensor]);
  const toNone = step.cleared.every(({ after }) => after === null);
  return [
    say("The "),
    code(".grad"),
    say(" of "),
    ...listed(names),
    say(
      ` ${names.length === 1 ? "is" : "are"} ${toNone ? "emptied to None" : "set to zero"}, so that the next backward pass starts from nothing.`,
    ),
  ];
}

/**
 * @param {Run} run
 * @param {import("../types.js").HookStep} step
 * @returns {Span[]}
 */
function ofHook(run, step) {
  return [
    say("A hook "),
    ...(step.hook ? [code(step.hook), say(" ")] : []),
    say("changes the gradient of "),
    name(run.names.nodes[step.node]),
    say(" from "),
    gradient(line(snapshotOf(run, step.before))),
    say(" to "),
    gradient(line(snapshotOf(run, step.after))),
    say("."),
  ];
}

/** @param {Run} _run @param {import("../types.js").PrintStep} step @returns {Span[]} */
function ofPrint(_run, step) {
  return [say("The program prints "), code(step.text.trimEnd()), say(".")];
}

/** @param {Run} run @returns {Span[]} */
function ofError(run) {
  const { error } = run.trace;
  if (!error) return [say("The program stops here.")];
  const shapes = error.shapes.map((shape) => shapeText(shape)).join(" and ");
  return [
    say("The program stops here with "),
    code(clipped(`${error.type}: ${error.message}`)),
    say(shapes ? `, on the shapes ${shapes}.` : "."),
  ];
}

/**
 * The panel has the whole message.
 * @param {string} text
 */
function clipped(text) {
  return text.length > MOST ? `${text.slice(0, MOST).trimEnd()}…` : text;
}

/** @param {string} text @returns {Span} */
function gradient(text) {
  return { tone: "gradient", text };
}

/** @param {string[]} names @returns {Span[]} */
function listed(names) {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.flatMap((each, index) => {
    const joint = index === 0 ? "" : index === shown.length - 1 ? " and " : ", ";
    return joint ? [say(joint), name(each)] : [name(each)];
  });
}

/** @param {string[]} names */
function unique(names) {
  return [...new Set(names)];
}

/** @param {string} why */
function asClause(why) {
  return why.endsWith(".") ? why : `${why}.`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
