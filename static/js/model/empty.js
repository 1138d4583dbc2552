/** A picture without a card: of a page on which nothing has run yet, of a program without a tensor. */

/** @typedef {import("../types.js").Layout} Layout */

/** @type {Pick<Layout, "pictures" | "frames">} */
const BLANK = {
  pictures: [{ width: 0, height: 0, cards: [], boxes: [], routes: [] }],
  frames: [
    { picture: 0, first_step: 0, last_step: -1, nodes: [], tensors: [], edges: [], calls: [] },
  ],
};

/**
 * The layout, with a blank picture for all steps where it has none.
 * @param {Layout} layout
 * @param {number} steps
 * @returns {Layout}
 */
export function withPicture(layout, steps) {
  if (layout.frames.length > 0) return layout;
  const [frame] = BLANK.frames;
  return { ...layout, ...BLANK, frames: [{ ...frame, last_step: steps - 1 }] };
}

/**
 * A page on which nothing has run yet.
 * @param {string} title
 * @param {{direction: "lr" | "tb", medium: "page" | "slide"}} wanted
 * @returns {{trace: import("../types.js").Trace, layout: import("../types.js").Layout}}
 */
export function nothing(title, { direction, medium }) {
  return {
    trace: {
      format: "chainrule.trace",
      version: 1,
      id: "",
      meta: {
        title,
        created: "",
        torch: "",
        python: "",
        device: "cpu",
        seed: 0,
        options: /** @type {any} */ ({}),
        elapsed: 0,
        method: "",
        notes: [],
      },
      program: { files: [{ name: "program.py", text: "" }], entry: "program.py" },
      output: "",
      modules: [],
      calls: [],
      tensors: [],
      snapshots: [],
      nodes: [],
      edges: [],
      steps: [],
      passes: [],
      error: null,
    },
    layout: {
      format: "chainrule.layout",
      version: 1,
      direction,
      medium,
      style: /** @type {any} */ ({}),
      folded: [],
      ...BLANK,
    },
  };
}
