/** The messages between an embedded player and the page around it, and who may send them. */

export const NAMESPACE = "chainrule";
export const VERSION = 1;

/** What reveal.js says to a frame when its slide comes and goes. */
const RAW = Object.freeze({ "slide:start": "slideStart", "slide:stop": "slideStop" });

/** @typedef {{type: string, id: unknown, fields: {[name: string]: unknown}}} Message */

/**
 * The message in what a window was sent; null where it is somebody else's. Raises an `Error`
 * where it is ours and of a version that is not known here.
 * @param {unknown} data
 * @returns {Message | null}
 */
export function read(data) {
  if (typeof data === "string") {
    const type = RAW[/** @type {keyof typeof RAW} */ (data)];
    return type ? { type, id: null, fields: {} } : null;
  }
  if (typeof data !== "object" || data === null) return null;
  const { ns, v, id = null, type, ...fields } = /** @type {{[name: string]: unknown}} */ (data);
  if (ns !== NAMESPACE) return null;
  if (v !== VERSION || typeof type !== "string") {
    throw new Error(
      `A message needs v: ${VERSION} and a type; this one has v: ${v}, type: ${type}.`,
    );
  }
  return { type, id, fields };
}

/**
 * @param {string} type
 * @param {{[name: string]: unknown}} fields
 * @param {unknown} id of the message that this one answers, null where it answers none
 */
export function written(type, fields, id) {
  return { ns: NAMESPACE, v: VERSION, id, type, ...fields };
}

/**
 * Whether a page of this origin may speak to us. `sources` are those of `frame-ancestors`; an
 * origin of "null" is a file's.
 * @param {readonly string[]} sources
 * @param {string} origin
 * @param {string} own
 */
export function admits(sources, origin, own) {
  return sources.some((source) => {
    if (source === "*") return true;
    if (source === "'self'") return origin === own;
    if (source === "file:") return origin === "null" || origin === "file://";
    if (source.endsWith(":")) return origin.startsWith(source);
    return matches(source, origin);
  });
}

/**
 * @param {string} source such as https://*.example.org:* or example.org
 * @param {string} origin
 */
function matches(source, origin) {
  const [, scheme, host, port] =
    /^(?:([\w+.-]+):\/\/)?([^/:]+|\[[^\]]+\])(?::(\d+|\*))?\/?$/.exec(source) ?? [];
  if (host === undefined || !URL.canParse(origin)) return false;
  const theirs = new URL(origin);
  const usual = port === undefined || port === "*" ? port : port.replace(/^(80|443)$/, "");
  return (
    (scheme === undefined || theirs.protocol === `${scheme}:`) &&
    (usual === "*" || theirs.port === (usual ?? "")) &&
    (host.startsWith("*.")
      ? theirs.hostname.endsWith(host.slice(1))
      : theirs.hostname === host.toLowerCase())
  );
}
