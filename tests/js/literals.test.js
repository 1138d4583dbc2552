import assert from "node:assert/strict";
import { test } from "node:test";

import {
  literalsOf,
  readLiteral,
  stepped,
  withLiteral,
  withoutNumbers,
  written,
} from "../../static/js/model/literals.js";
import { knobsIn } from "../../static/js/model/knobs.js";
import { pack, unpack } from "../../static/js/model/packed.js";

const texts = (/** @type {string} */ program) => literalsOf(program).map(({ text }) => text);

test("numbers are found where Python has them, and nowhere else", () => {
  assert.deepEqual(texts("x2 = layer1(x)[0] # 5\ny = '6' + \"7\" + f'{8:.3f}'"), ["0"]);
  assert.deepEqual(texts('"""1\n2"""\nw = 3.5e-1\nr"4\\"5" + 6_000'), ["3.5e-1", "6_000"]);
  assert.deepEqual(texts("a = 0x1F + 2j + .5 + 7. + 1e3"), [".5", "7.", "1e3"]);
  assert.deepEqual(texts("lr=0.18, x.y1.T, t[:2], 3if x else 4"), ["0.18", "2", "3", "4"]);
});

test("a minus belongs to its number where it is a sign", () => {
  assert.deepEqual(texts("f(-1, - 2, a-3, b - 4, (c) -5, 6 -7)"), [
    "-1",
    "- 2",
    "3",
    "4",
    "5",
    "6",
    "7",
  ]);
  assert.deepEqual(texts("return -1\nx = 2**-3"), ["-1", "2", "-3"]);
});

test("lines are counted through strings, comments and continued lines", () => {
  const found = literalsOf('a = """\n\n"""\n# 1\nb = \\\n  2\nc = 3');
  assert.deepEqual(
    found.map(({ text, line }) => [text, line]),
    [
      ["2", 6],
      ["3", 7],
    ],
  );
});

test("a number is replaced where it stands", () => {
  const program = "w = torch.tensor([1.0, -2.0])\nlr = 0.1\n";
  assert.equal(withLiteral(program, 1, "4"), "w = torch.tensor([1.0, 4])\nlr = 0.1\n");
  assert.equal(withoutNumbers(program), withoutNumbers(withLiteral(program, 2, "7e-5")));
  assert.notEqual(withoutNumbers(program), withoutNumbers(program.replace("lr", "rate")));
});

test("a step is sensible for the number, and stays of its kind", () => {
  assert.equal(stepped("0.18", 1), "0.19");
  assert.equal(stepped("0.18", -20), "-0.02");
  assert.equal(stepped("4.0", 1), "4.1");
  assert.equal(stepped("1.0", 10), "2.0");
  assert.equal(stepped("0.0", -1), "-0.1");
  assert.equal(stepped("-2.0", 1), "-1.9");
  assert.equal(stepped("25.0", 1), "26.0");
  assert.equal(stepped("1e-3", 1), "1.1e-3");
  assert.equal(stepped("8", 1), "9");
  assert.equal(stepped("1", -4), "0");
  assert.equal(stepped("-1", -1), "-2");
  assert.equal(written(0.30000000000000004, 0.05, "0.1"), "0.3");
  assert.equal(written(3, 1, "0.1"), "3.0");
});

test("what is typed is a number of Python's, or nothing", () => {
  assert.equal(readLiteral(" −2,5 "), "-2.5");
  assert.equal(readLiteral("+1e-3"), "1e-3");
  for (const typed of ["", "-", "1.2.3", "nan", "__import__('os')", "1;2"])
    assert.equal(readLiteral(typed), null, typed);
});

test("a program is packed into an address and comes out the same", async () => {
  const program = "import torch\n# ŷ − 𝜕\nprint('<script>')\n".repeat(40);
  const packed = await pack(program);
  assert.match(packed, /^[\w-]+$/);
  assert.ok(packed.length < program.length / 10);
  assert.equal(await unpack(packed), program);
  assert.equal(await unpack(await pack("")), "");
});

test("what is not a packed program is refused with a sentence", async () => {
  const packed = await pack("import torch\nprint(torch.ones(3))\n");
  for (const broken of ["%%%", packed.slice(0, -6), "AAAA", ""])
    await assert.rejects(unpack(broken), /cannot be read/, broken);
});

test("a bomb is not unpacked", async () => {
  const bomb = await pack("0".repeat(50_000_000));
  await assert.rejects(unpack(bomb), /longer than 256 kB/);
});

test("a lesson's knobs are found in its program, and in a changed one as far as they are there", () => {
  const knob = { label: "lr", line: "lr=", number: 2, min: 0, max: 1, step: 0.1 };
  const [found] = knobsIn("# 3\nw = 1.0\nstep(5, lr=-0.25)\n", [knob]);
  assert.deepEqual([found.index, found.text, found.value], [2, "-0.25", -0.25]);
  assert.deepEqual(knobsIn("step(5, lr=rate)", [knob]), []);
  assert.deepEqual(knobsIn("", [knob]), []);
});
