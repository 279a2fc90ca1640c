import assert from "node:assert/strict";
import { readMat5 } from "./mat5.ts";
import { mat5File, matElement, matMatrix } from "../fixtures.ts";
import { DataError } from "../types.ts";

const DOUBLE = 9;
const grid = matMatrix("grid", { shape: [2, 3], type: DOUBLE, values: doubles(1, 2.5, 3, 4, 5, -6) });

function doubles(...values: number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}

for (const compressed of [false, true]) {
  Deno.test(`a matrix is read column by column, ${compressed ? "compressed" : "plain"}`, () => {
    const bytes = mat5File([grid], { compressed });
    const matrices = readMat5(bytes, { source: "f", names: ["grid", "absent"] });
    assert.deepEqual([...matrices.keys()], ["grid"]);
    assert.deepEqual(matrices.get("grid"), { shape: [2, 3], data: Float64Array.of(1, 2.5, 3, 4, 5, -6) });
  });
}

Deno.test("values stored narrowly, in small elements, and under short names are read", () => {
  const small = matMatrix("ab", { shape: [1, 3], type: 2, values: Uint8Array.of(7, 8, 255) });
  const shorts = matMatrix("longer name", {
    shape: [1, 2],
    type: 3,
    values: Uint8Array.of(0xfe, 0xff, 1, 2),
  });
  const matrices = readMat5(mat5File([small, grid, shorts]), { source: "f", names: ["ab", "longer name"] });
  assert.deepEqual([...matrices.get("ab")!.data], [7, 8, 255]);
  assert.deepEqual([...matrices.get("longer name")!.data], [-2, 513]);
  assert.ok(!matrices.has("grid"));
});

const whole = mat5File([grid], { compressed: true });
const text = matMatrix("grid", { shape: [1, 1], type: 4, values: Uint8Array.of(65, 0), arrayClass: 4 });
const complex = matMatrix("grid", { shape: [1, 1], type: DOUBLE, values: doubles(1), flags: 8 });
const lacking = matMatrix("grid", { shape: [2, 2], type: DOUBLE, values: doubles(1, 2, 3) });
const odd = matMatrix("grid", { shape: [1, 1], type: DOUBLE, values: doubles(1).subarray(0, 7) });
const bare = matElement(14, matElement(DOUBLE, doubles(1)));
const wrongEnd = whole.slice();
wrongEnd.set([0x4d, 0x49], 126);

const bad: readonly (readonly [what: string, bytes: Uint8Array, message: RegExp])[] = [
  ["no header", whole.subarray(0, 100), /^f: not a little-endian MATLAB 5 file/],
  ["big-endian", wrongEnd, /not a little-endian MATLAB 5 file/],
  ["truncated in the values", whole.subarray(0, -9), /ends early: \d+ bytes are wanted at byte 136 of \d+$/],
  ["truncated in a tag", whole.subarray(0, 132), /ends early: an element's tag is wanted at byte 128 of 132/],
  [
    "damaged compression",
    whole.map((byte, i) => i === 150 ? byte ^ 255 : byte),
    /cannot be unpacked|ends early/,
  ],
  ["text", mat5File([text]), /grid is not a real, full, numeric matrix \(array class 4\)/],
  ["complex", mat5File([complex]), /grid is not a real, full, numeric matrix/],
  ["too few values", mat5File([lacking]), /grid is 2 × 2 but has 3 values/],
  ["half a value", mat5File([odd]), /grid holds 7 bytes of type 9, which is not a type of numbers/],
  ["two of one name", mat5File([grid, grid]), /has two matrices named grid/],
  ["no flags", mat5File([bare]), /a matrix does not begin with its flags/],
];
for (const [what, bytes, message] of bad) {
  Deno.test(`refused: ${what}`, () => {
    assert.throws(() => readMat5(bytes, { source: "f", names: ["grid"] }), (error) => {
      assert.ok(error instanceof DataError, String(error));
      assert.match(error.message, message);
      return true;
    });
  });
}
