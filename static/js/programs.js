/** Running programs on the server: asked for, followed, cancelled; what goes wrong is a sentence. */

import { layoutAddress, located } from "./api.js";
import { session, STRANGER } from "./session.js";

/** @typedef {{program: string, seed: number, title?: string}} Order */
/** @typedef {{trace: import("./types.js").Trace, layout: import("./types.js").Layout}} Recorded */
/** @typedef {{detail: string, hint: string, output: string, status: number}} Problem */
/**
 * A run as the server tells of it.
 * @typedef {object} Progress
 * @property {string} id
 * @property {"queued" | "running" | "done" | "failed" | "cancelled"} state
 * @property {number} version
 * @property {number | null} position
 * @property {number} elapsed seconds
 * @property {string} output
 * @property {string | null} trace
 * @property {(Partial<Problem> & {detail: string}) | null} problem
 */

/** Seconds that a question waits for news of a run. */
const WAIT = 20;
/** How often, and after how many milliseconds, a place is asked for again that is not free yet. */
const AGAIN = 8;
const PAUSE = 60;
const BUSY = 429;
const UNKNOWN = 401;
const NETWORK =
  "The server cannot be reached. Is it still running? Your program is safe here; run it again once the server is back.";
const NONE = { hint: "", output: "", status: 0 };

/** A run that gave no trace, and why. */
export class Refusal extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/**
 * Run a program to its end, told of every change on the way. Throws a `Refusal`; an aborted signal
 * cancels the run.
 * @param {Order} order
 * @param {import("./api.js").Wanted} wanted how its pictures are to be laid out
 * @param {AbortSignal} signal
 * @param {(progress: Progress) => void} tell
 * @returns {Promise<Recorded>}
 */
export async function follow(order, wanted, signal, tell) {
  let run = /** @type {Progress} */ (await answer(await begun("/api/runs", order, signal)));
  const place = `/api/runs/${encodeURIComponent(run.id)}`;
  const cancel = () => void fetch(place, { method: "DELETE", keepalive: true }).catch(() => {});
  signal.addEventListener("abort", cancel);
  try {
    while (run.state === "queued" || run.state === "running") {
      tell(run);
      run = await answer(await asked(`${place}?wait=${WAIT}&seen=${run.version}`, { signal }));
    }
    tell(run);
    if (run.trace === null)
      throw new Refusal({ ...NONE, detail: "The run was cancelled.", ...run.problem });
    const address = `/api/traces/${encodeURIComponent(run.trace)}`;
    const [trace, layout] = await Promise.all([
      asked(address, { signal }).then(answer),
      asked(layoutAddress(address, wanted), { signal }).then(answer),
    ]);
    located(trace, address);
    return { trace, layout };
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

/**
 * Run a program that is soon done, in as few questions as can be. Throws a `Refusal`; an aborted
 * signal cancels the run.
 * @param {Order} order
 * @param {import("./api.js").Wanted} wanted
 * @param {AbortSignal} signal
 * @returns {Promise<Recorded>}
 */
export async function runAtOnce(order, wanted, signal) {
  const response = await begun("/api/traces", order, signal);
  const { trace, address } = located(
    await answer(response),
    response.headers.get("Location") ?? "",
  );
  return {
    trace,
    layout: await answer(await asked(layoutAddress(address, wanted), { signal })),
  };
}

let known = false;

/** Throws a `Refusal` where programs may not be run, without asking for one in vain. */
async function admitted() {
  if (known) return;
  const found = await session().catch(() => {
    throw new Refusal({ ...NONE, detail: NETWORK });
  });
  if (!found.joined) throw new Refusal({ ...NONE, detail: STRANGER, status: UNKNOWN });
  known = true;
}

/**
 * Ask for a run; where the one before it is only just being cancelled, a moment later.
 * @param {string} path
 * @param {Order} order
 * @param {AbortSignal} signal
 */
async function begun(path, order, signal) {
  await admitted();
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(order),
    signal,
  };
  let response = await asked(path, options);
  for (let times = 0; response.status === BUSY && times < AGAIN; times += 1) {
    await new Promise((done) => setTimeout(done, PAUSE));
    response = await asked(path, options);
  }
  return response;
}

/**
 * @param {string} path
 * @param {RequestInit} options
 */
async function asked(path, options) {
  try {
    return await fetch(path, options);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Refusal({ ...NONE, detail: NETWORK });
  }
}

/**
 * @param {Response} response
 * @returns {Promise<any>}
 */
async function answer(response) {
  const document = await response.json().catch(() => null);
  if (response.ok && document !== null) return document;
  const { status } = response;
  const detail = `The server answered ${status}, without a reason. Its log may have one.`;
  throw new Refusal({ ...NONE, detail, ...document, status });
}
