/**
 * A picture of the page as it stands, as an SVG that carries its style and its fonts: what a deck
 * prints. The exports draw a file for other programs; this one is for browsers, offline too.
 */

/** @typedef {"svg" | "png" | "json"} Format */

const SVG = "http://www.w3.org/2000/svg";
const ADDRESS = /url\(["']?(?!data:)([^"')]+)["']?\)/g;

/** @type {Promise<string> | null} */
let style = null;

/**
 * @param {unknown} format
 * @param {import("../types.js").Trace} trace
 * @returns {Promise<Blob>}
 */
export async function snapshot(format, trace) {
  if (format === "json") return new Blob([JSON.stringify(trace)], { type: "application/json" });
  if (format !== "svg" && format !== "png") {
    throw new Error(
      `A frame gives svg, png or json, not ${JSON.stringify(format)}; the server gives the rest.`,
    );
  }
  // Before anything is waited for: what is copied is what is shown now.
  const picture = copied();
  picture.prepend(styled(await (style ??= wholeStyle())));
  const text = new XMLSerializer().serializeToString(picture);
  return format === "svg" ? new Blob([text], { type: "image/svg+xml" }) : drawn(text);
}

/** The page's elements under a root that its style sheets take for the page's. */
function copied() {
  const root = document.documentElement;
  const picture = document.createElementNS(SVG, "svg");
  for (const { name, value } of root.attributes) {
    // A copied attribute is data: the page's policy has nothing to do with it.
    if (name !== "style") picture.setAttribute(name, value);
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  if (!picture.hasAttribute("data-theme")) {
    picture.setAttribute("data-theme", dark ? "dark" : "light");
  }
  const [width, height] = [innerWidth, innerHeight];
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
    picture.setAttribute(name, String(value));
  picture.style.setProperty("--font-scale", root.style.getPropertyValue("--font-scale") || "1");
  const frame = document.createElementNS(SVG, "foreignObject");
  frame.setAttribute("width", "100%");
  frame.setAttribute("height", "100%");
  const body = /** @type {HTMLElement} */ (document.body.cloneNode(true));
  for (const each of body.querySelectorAll("script, .footer, .tip, .unseen, .zoom")) each.remove();
  frame.append(body);
  picture.append(frame);
  return picture;
}

/** @param {string} text */
function styled(text) {
  const element = document.createElementNS(SVG, "style");
  element.textContent = text;
  return element;
}

/** Every rule of the page, its fonts inside it. */
async function wholeStyle() {
  const rules = [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].map(({ cssText }) => [cssText, sheet.href ?? document.baseURI]),
  );
  return (await Promise.all(rules.map(([text, base]) => withFiles(text, base)))).join("\n");
}

/**
 * @param {string} text
 * @param {string} base
 */
async function withFiles(text, base) {
  const addresses = [...text.matchAll(ADDRESS)].map(([, address]) => address);
  for (const address of addresses) {
    const file = await (await fetch(new URL(address, base))).blob();
    text = text.replace(address, await asAddress(file));
  }
  return text;
}

/**
 * @param {Blob} file
 * @returns {Promise<string>}
 */
function asAddress(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/**
 * @param {string} text an SVG's
 * @returns {Promise<Blob>}
 */
async function drawn(text) {
  const image = new Image();
  image.src = await asAddress(new Blob([text], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = Math.max(devicePixelRatio, 2);
  [canvas.width, canvas.height] = [image.width * scale, image.height * scale];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) =>
      blob ? resolve(blob) : reject(new Error("The picture could not be made.")),
    ),
  );
}
