/** The window around this one: hears what it says, and answers it alone. */

import { admits, read, written } from "./protocol.js";

/** @typedef {{[name: string]: unknown}} Fields */
/** @typedef {(type: string, fields?: Fields) => boolean} Send says whether anybody hears it */
/** @typedef {(fields: Fields, reply: Send) => unknown} Command it may take its time */

/**
 * Answer the host's messages by `commands`; what is sent before the host has said hello is heard
 * by nobody. A command that fails is answered by `error`.
 * @param {readonly string[]} sources who may be the host
 * @param {{[type: string]: Command}} commands
 * @returns {Send}
 */
export function listenToHost(sources, commands) {
  /** @type {string | null} the origin that messages go to */
  let target = null;
  const host = window.parent;
  const post = (
    /** @type {string} */ type,
    /** @type {Fields} */ fields = {},
    /** @type {unknown} */ id = null,
  ) => {
    if (target === null) return false;
    host.postMessage(written(type, fields, id), target);
    return true;
  };
  const hear = async (/** @type {MessageEvent} */ event) => {
    if (host === window || event.source !== host) return;
    if (!admits(sources, event.origin, location.origin)) return;
    target = event.origin === "null" || event.origin === "file://" ? "*" : event.origin;
    /** @type {unknown} */
    let id = event.data?.id ?? null;
    try {
      const message = read(event.data);
      if (message === null) return;
      id = message.id;
      const command = Object.hasOwn(commands, message.type) ? commands[message.type] : null;
      if (!command) throw new Error(`There is no message ${message.type}.`);
      await command(message.fields, (type, fields) => post(type, fields, id));
    } catch (error) {
      post("error", { message: error instanceof Error ? error.message : String(error) }, id);
    }
  };
  addEventListener("message", hear);
  return (type, fields) => post(type, fields);
}
