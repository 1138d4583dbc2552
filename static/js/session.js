/** The token of the printed address, exchanged for a cookie that no script can read. */

/** @typedef {{joined: boolean, isolated: boolean | null, sentence: string}} Session */

/** What a stranger has to do. */
export const STRANGER =
  "To run a program here, open the address that the server printed when it started; it ends in #token=… . Or hand the token in:";

/** @type {Promise<Session> | null} */
let joining = null;

/**
 * Take the token out of the address, where it would be copied and shown, and hand it in.
 * @param {Location} place
 * @param {History} past
 */
export function join(place, past) {
  const { token, rest } = split(place.hash);
  if (token === null) return;
  past.replaceState(past.state, "", place.pathname + place.search + rest);
  joining = post(token);
  joining.catch(() => {}); // who asks for the session is told
}

/**
 * What may be done here; waits for the token that was handed in.
 * @returns {Promise<Session>}
 */
export async function session() {
  return joining ?? answered(await fetch("/api/session"));
}

/**
 * Hand in a token that was typed, or the printed address with it. Throws the server's sentence.
 * @param {string} typed
 */
export async function enter(typed) {
  const { token } = split(typed.slice(typed.indexOf("#") + 1));
  const given = post((token ?? typed).trim());
  const answer = await given;
  joining = given;
  return answer;
}

/**
 * A fragment's token, and the fragment without it.
 * @param {string} hash as `location.hash` gives it
 */
export function split(hash) {
  const parts = hash.replace(/^#/, "").split("&");
  const mine = parts.find((part) => part.startsWith("token="));
  const others = parts.filter((part) => part !== "" && !part.startsWith("token="));
  const token = mine === undefined ? null : decoded(mine.slice("token=".length));
  return { token, rest: others.length > 0 ? `#${others.join("&")}` : "" };
}

/**
 * A text of an address; as it stands where it is no such text, for the server to refuse.
 * @param {string} text
 */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * @param {string} token
 * @returns {Promise<Session>}
 */
async function post(token) {
  const response = await fetch("/api/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
  });
  return answered(response);
}

/**
 * @param {Response} response
 * @returns {Promise<Session>}
 */
async function answered(response) {
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new Error(answer?.detail ?? `The server answered ${response.status}.`);
}
