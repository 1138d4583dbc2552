import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { exact, powerOfTen, real, short } from "../../static/js/model/numbers.js";

const cases = JSON.parse(
  readFileSync(new URL("../fixtures/numbers.json", import.meta.url), "utf-8"),
);

for (const { number, dtype, text } of cases) {
  test(`${JSON.stringify(number)} of ${dtype} is written ${text}`, () => {
    assert.equal(short(number, dtype), text);
  });
}

test("the exact form keeps every digit", () => {
  assert.equal(exact(-0.332449346780777, "torch.float64"), "−0.332449346780777");
  assert.equal(exact("-inf", "torch.float32"), "−∞");
});

test("a number of single precision has the digits that it has, and no more", () => {
  for (const text of ["0.1", "−0.40760595", "1.5", "3.4028235e+38", "0", "16777216"]) {
    const number = Math.fround(Number(text.replace("−", "-")));
    assert.equal(exact(number, "torch.float32"), text);
  }
});

test("words become numbers to compute with", () => {
  assert.equal(real("-inf"), -Infinity);
  assert.ok(Number.isNaN(real("nan")));
  assert.equal(real(true), 1);
});

test("powers of ten are written as in print", () => {
  assert.equal(powerOfTen(2.4e-7), "2×10⁻⁷");
  assert.equal(powerOfTen(0), "0");
});
