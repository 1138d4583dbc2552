/** What an export draws from: the run and its scene, without a page round them. */

export { makeRun } from "./model/run.js";
export { PLAIN_VIEW, scene } from "./scene/scene.js";
