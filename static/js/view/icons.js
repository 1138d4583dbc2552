/** The signs on buttons, as SVG paths on a 24-unit square. */

const SVG = "http://www.w3.org/2000/svg";
const PATHS = Object.freeze({
  restart: "M6 5h2.5v14H6zM19 5v14L9.5 12z",
  back: "M16 5v14L6.5 12z",
  play: "M8 4.5v15L20 12z",
  pause: "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z",
  forward: "M8 5v14l9.5-7z",
  end: "M15.5 5H18v14h-2.5zM5 5v14l9.5-7z",
  fit: "M4 9V4h5v2H6v3zM15 4h5v5h-2V6h-3zM20 15v5h-5v-2h3v-3zM9 20H4v-5h2v3h3z",
  closer: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  farther: "M5 11h14v2H5z",
  list: "M4 5h3v3H4zM9 5.5h11v2H9zM4 10.5h3v3H4zM9 11h11v2H9zM4 16h3v3H4zM9 16.5h11v2H9z",
  share:
    "M17 16a3 3 0 0 0-2.2 1l-5.9-3.4a3 3 0 0 0 0-1.7l5.8-3.4a3 3 0 1 0-.9-1.7L8 10.1a3 3 0 1 0 0 4.3l5.9 3.4A3 3 0 1 0 17 16z",
  theme: "M12 3a9 9 0 1 0 0 18zM12 5a7 7 0 0 1 0 14z",
  undo: "M9 4 3.5 9.5 9 15v-4h5a4 4 0 0 1 0 8h-4v2h4a6 6 0 0 0 0-12H9z",
  knobs: "M4 6h7v2H4zM17 6h3v2h-3zM12 4.5h4v5h-4zM4 16h3v2H4zM13 16h7v2h-7zM8 14.5h4v5H8z",
  save: "M11 4h2v8.2l2.8-2.8 1.4 1.4L12 16l-5.2-5.2 1.4-1.4 2.8 2.8zM5 18h14v2H5z",
  close:
    "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z",
  help: "M11 17h2v2h-2zM12 4.5c-2.6 0-4.4 1.6-4.6 4h2c.2-1.3 1.2-2.1 2.6-2.1 1.5 0 2.5.8 2.5 2 0 1.1-.6 1.6-1.7 2.4-1.3.9-1.8 1.7-1.8 3.2v.7h2v-.5c0-1 .4-1.4 1.6-2.3 1.3-.9 2-1.9 2-3.5 0-2.3-1.9-3.9-4.6-3.9z",
});

/** @typedef {keyof typeof PATHS} IconName */

/** @param {IconName} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
