import assert from "node:assert/strict";
import { test } from "node:test";

import { aimed } from "../../static/js/aim.js";
import { runOf } from "./fixture.js";

const run = runOf("linear-regression");

test("no letter of a slide is below 24 px at 1280 × 720, or as much of another size, by a hair", () => {
  for (let width = 960; width <= 3840; width += 7) {
    const slide = { width, height: (width * 9) / 16 };
    const unit = slide.height / 720;
    const window = { width, height: slide.height - 120 * unit };
    const { camera, least } = aimed(
      { run, position: 5 },
      { window, slide, camera: null, whole: false },
    );
    assert.ok(least * camera.k >= 24 * unit - 1e-3, `${width}: ${least * camera.k}`);
    assert.ok((least - 0.5) * camera.k < 24 * unit, "no larger than need be");
  }
});
