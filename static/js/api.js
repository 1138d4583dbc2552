/** What the page asks of the server; a failure is an error with the server's own sentence. */

import { nothing } from "./model/empty.js";

/** @typedef {{slug: string, title: string, summary: string}} Pair the lesson beside which to show this one */
/** @typedef {{lesson: string | null, trace: string | null, told?: string | null, pairs?: Pair[], lessons?: {slug: string, title: string, group: string}[]}} Boot */
/** @typedef {{at: import("./model/where.js").Where, text: string}} Note */
/** @typedef {{at: import("./model/where.js").Where, ask: string, answer: string}} Question */
/**
 * @typedef {object} Lesson
 * @property {string} slug
 * @property {string} title
 * @property {string} summary
 * @property {string} program
 * @property {Note[]} notes
 * @property {Question[]} questions
 * @property {string[]} experiments
 * @property {import("./model/knobs.js").Knob[]} knobs
 */
/** @typedef {{direction: "lr" | "tb", medium: "page" | "slide"}} Wanted a layout */
/** @typedef {{trace: import("./types.js").Trace, layout: import("./types.js").Layout, lesson: Lesson | null}} Opened */

/**
 * What the page is of; where it is of nothing yet, a trace of that name without a step.
 * @param {Boot & {title?: string}} boot
 * @param {Wanted} wanted
 * @returns {Promise<Opened>}
 */
export async function open(boot, wanted) {
  if (boot.lesson === null && boot.trace === null)
    return { ...nothing(boot.title ?? "", wanted), lesson: null };
  const slug = boot.lesson ?? boot.told;
  const lesson = slug ? ask(`/api/lessons/${slug}`) : Promise.resolve(null);
  if (boot.lesson === null) {
    // The place of a trace is known before it is here: both come at once.
    const address = addressAs(boot.trace ?? "");
    const [trace, layout] = await Promise.all([ask(address), ask(layoutAddress(address, wanted))]);
    return { trace: located(trace, address).trace, layout, lesson: await lesson };
  }
  const { trace, address } = await recorded(boot.lesson);
  return { trace, layout: await ask(layoutAddress(address, wanted)), lesson: await lesson };
}

/**
 * Another layout of a trace that the server has.
 * @param {import("./types.js").Trace} trace
 * @param {Wanted} wanted
 * @returns {Promise<import("./types.js").Layout>}
 */
export async function layoutOf(trace, wanted) {
  return ask(layoutAddress(addressOf(trace), wanted));
}

/**
 * @param {string} address of a trace
 * @param {Wanted} wanted
 */
export function layoutAddress(address, { direction, medium }) {
  return `${address}/layout?direction=${direction}&medium=${medium}`;
}

/** @returns {Promise<{title: string, program: string}[]>} */
export async function starts() {
  return (await ask("/api/starts")).starts;
}

/**
 * @param {string} address where the server gives rules
 * @param {string[]} names
 * @returns {Promise<import("./rules.js").Table>}
 */
export async function rules(address, names) {
  return ask(`${address}?of=${names.map(encodeURIComponent).join(",")}`);
}

/** @typedef {{verdict: string, sentence: string, more: string[], nodes: number[], steps: number[]}} Answer */

/**
 * Where the server has a trace.
 * @type {WeakMap<import("./types.js").Trace, string>}
 */
const addresses = new WeakMap();

/**
 * Where the server has a trace. Throws where it has not.
 * @param {import("./types.js").Trace} trace
 * @returns {string}
 */
export function addressOf(trace) {
  const address = addresses.get(trace);
  if (!address) throw new Error("The server does not have this run.");
  return address;
}

/**
 * Why the gradient of a tensor is what it is, after so many steps.
 * @param {import("./types.js").Trace} trace
 * @param {number} tensor
 * @param {number} position
 * @returns {Promise<Answer>}
 */
export async function why(trace, tensor, position) {
  return ask(`${addressOf(trace)}/why?tensor=${tensor}&step=${position - 1}`);
}

/**
 * Keep where a trace is.
 * @param {import("./types.js").Trace} trace
 * @param {string} address
 */
export function located(trace, address) {
  addresses.set(trace, address);
  return { trace, address };
}

/** @param {string} slug */
async function recorded(slug) {
  const response = await checked("/api/traces", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ lesson: slug }),
  });
  return located(await response.json(), response.headers.get("Location") ?? "");
}

/** @param {string} id */
function addressAs(id) {
  return `/api/traces/${encodeURIComponent(id)}`;
}

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
async function ask(path) {
  return (await checked(path)).json();
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
async function checked(path, options) {
  const response = await fetch(path, options);
  if (response.ok) return response;
  const problem = await response.json().catch(() => null);
  throw new Error(problem?.detail ?? `The server answered ${response.status} to ${path}.`);
}
