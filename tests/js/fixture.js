/** The recorded runs that tests read, and golden files. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { makeRun } from "../../static/js/model/run.js";

/** @param {string} name */
export function load(name) {
  const text = readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf-8");
  return JSON.parse(text);
}

/** @param {string} name */
export function runOf(name) {
  const { trace, layout } = load(name);
  return makeRun(freeze(trace), freeze(layout));
}

/**
 * Compare with the stored value; GOLDEN=write stores it anew.
 * @param {string} name
 * @param {unknown[]} value a line of the file each
 */
export function assertGolden(name, value) {
  const file = new URL(`golden/${name}.json`, import.meta.url);
  const text = `[\n${value.map((each) => JSON.stringify(each)).join(",\n")}\n]\n`;
  if (process.env.GOLDEN === "write") writeFileSync(file, text);
  assert.ok(existsSync(file), `${name} has no golden file; look at it and run GOLDEN=write`);
  assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(file, "utf-8")));
}

/** @param {any} value */
function freeze(value) {
  if (value === null || typeof value !== "object") return value;
  for (const each of Object.values(value)) freeze(each);
  return Object.freeze(value);
}
