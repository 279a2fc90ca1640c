import assert from "node:assert/strict";
import { SampleError } from "../stats/mod.ts";
import { parseNpy } from "./npy.ts";
import { DEEP_FORTRAN, HALF_FORTRAN } from "./fixtures.ts";
import { npy } from "./testing.ts";

// Written by NumPy 2.4: numpy.save(f, numpy.array([[1, 2.5], [-3, 1e-3]], "<f4")), in hexadecimal.
const BY_NUMPY =
  "934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f72646572273a2046616c73" +
  "652c20277368617065273a2028322c2032292c207d202020202020202020202020202020202020202020202020202020" +
  "202020202020202020202020202020202020202020202020202020202020200a0000803f00002040000040c06f12833a";

Deno.test("a file that NumPy wrote", () => {
  const { shape, data } = parseNpy(
    Uint8Array.from(BY_NUMPY.match(/../g) ?? [], (byte) => parseInt(byte, 16)),
  );
  assert.deepEqual(shape, [2, 2]);
  assert.deepEqual(data, Float32Array.of(1, 2.5, -3, 1e-3));
});

for (const version of [1, 2, 3] as const) {
  Deno.test(`version ${version}, float64, and an odd header length`, () => {
    const bytes = npy({
      shape: "(3,)",
      descr: "<f8",
      version,
      data: Float64Array.of(0.1, 2, -1e300),
      padding: 3,
    });
    assert.deepEqual(parseNpy(bytes), { shape: [3], data: Float64Array.of(0.1, 2, -1e300) });
  });
}

Deno.test("Fortran order is put in C order, and float16 becomes float32", () => {
  const half = parseNpy(HALF_FORTRAN);
  assert.deepEqual(half.shape, [2, 2]);
  assert.deepEqual(half.data, Float32Array.of(1, 2.5, -3, Math.f16round(0.1)));
  assert.equal(half.roundoff, 2 ** -11);
  const deep = parseNpy(DEEP_FORTRAN);
  assert.deepEqual(deep, { shape: [2, 3, 4], data: Float32Array.from({ length: 24 }, (_, i) => i) });
});

const four = Float32Array.of(1, 2, 3, 4);
const bad: Record<string, [bytes: Uint8Array, message: RegExp]> = {
  "text": [new TextEncoder().encode("1,2\n3,4\n"), /not an \.npy file/],
  "nothing": [new Uint8Array(), /not an \.npy file/],
  "a header that is cut off": [npy({ shape: "(4,)", data: four }).slice(0, 40), /header is cut off/],
  "data that is cut off": [
    npy({ shape: "(4,)", data: four }).slice(0, -1),
    /takes 16 bytes, the file holds 15/,
  ],
  "too much data": [npy({ shape: "(3,)", data: four }), /takes 12 bytes, the file holds 16/],
  "integers": [
    npy({ shape: "(2,)", descr: "<i8", data: four }),
    /data type <i8: save it with \.astype\("float32"\)/,
  ],
  "big-endian": [npy({ shape: "(4,)", descr: ">f4", data: four }), /data type >f4/],
  "a version of the future": [npy({ shape: "(4,)", data: four, version: 9 }), /\.npy version 9/],
  "many rows of nothing": [
    npy({ shape: "(100000000, 0)", data: new Float32Array() }),
    /shape \(100000000, 0\) holds no values/,
  ],
  "a damaged header": [npy({ shape: "4", data: four }), /header that cannot be read/],
};
for (const [name, [bytes, message]] of Object.entries(bad)) {
  Deno.test(`refused: ${name}`, () => {
    assert.throws(
      () => parseNpy(bytes),
      (error: Error) => error instanceof SampleError && message.test(error.message),
    );
  });
}
