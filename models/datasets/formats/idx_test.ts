import assert from "node:assert/strict";
import { idxFile as idx } from "../fixtures.ts";
import { parseIdx } from "./idx.ts";
import { DataError } from "../types.ts";

Deno.test("bytes and big-endian 16-bit integers are read", () => {
  const images = parseIdx(idx(8, [2, 1, 3], [1, 2, 3, 4, 5, 255]), { source: "x", axes: 3 });
  assert.deepEqual(images, { shape: [2, 1, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 255) });
  const labels = parseIdx(idx(11, [3], [0, 1, 6, 0x57, 0xff, 0xfe]), { source: "x", axes: 1 });
  assert.deepEqual(labels, { shape: [3], data: Int16Array.of(1, 0x657, -2) });
});

Deno.test("a view into a larger buffer is read", () => {
  const file = idx(8, [2], [7, 9]);
  const padded = Uint8Array.of(1, 2, 3, ...file, 4);
  assert.deepEqual(parseIdx(padded.subarray(3, -1), { source: "x", axes: 1 }).data, Uint8Array.of(7, 9));
});

const bad: readonly (readonly [what: string, bytes: Uint8Array, message: RegExp])[] = [
  ["empty", new Uint8Array(0), /^f: 0 bytes are too few for an IDX file, whose header alone has 8$/],
  [
    "another format",
    Uint8Array.of(0x1f, 0x8b, 8, 1, 0, 0, 0, 0),
    /magic number is 0x1f8b0801, not 0x801 or 0xb01/,
  ],
  ["another number of axes", idx(8, [1, 1, 1], [5]), /magic number is 0x803, not 0x801 or 0xb01/],
  ["another type", idx(13, [1], [0, 0, 0, 0]), /magic number is 0xd01/],
  ["a cut header", idx(8, [2], []).subarray(0, 6), /truncated IDX header: 6 bytes where 8 are wanted/],
  ["a byte missing", idx(8, [3], [1, 2]), /10 bytes where a 3 IDX file has 11/],
  ["a byte too many", idx(8, [1], [1, 2]), /10 bytes where a 1 IDX file has 9/],
  ["half an integer", idx(11, [2], [0, 1, 0]), /11 bytes where a 2 IDX file has 12/],
];
for (const [what, bytes, message] of bad) {
  Deno.test(`refused: ${what}`, () => {
    assert.throws(() => parseIdx(bytes, { source: "f", axes: 1 }), (error) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, message);
      return true;
    });
  });
}
