/** A page on which nothing has run yet: a trace without a step, and a picture without a card. */

/**
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
      pictures: [{ width: 0, height: 0, cards: [], boxes: [], routes: [] }],
      frames: [
        { picture: 0, first_step: 0, last_step: -1, nodes: [], tensors: [], edges: [], calls: [] },
      ],
    },
  };
}
