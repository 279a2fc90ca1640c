import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { useBackend } from "../platforms/use_backend.ts";
import { assertClose, uniforms } from "../testing.ts";
import type { WasmBackend } from "../wasm/heap.ts";
import { planProduct } from "./plan.ts";
import { portableProduct } from "./portable.ts";
import type { Product } from "./product.ts";
import { simdProduct } from "./simd.ts";

/** The products that run where there is no BLAS library: with SIMD, and without. */
const products: Readonly<Record<string, (backend: WasmBackend) => Product>> = {
  simdProduct,
  portableProduct,
};

interface Case {
  readonly a: number[];
  readonly b: number[];
  readonly turn?: string;
  readonly bias?: boolean;
}

const cases: readonly Case[] = [
  // Tiles, parts of tiles, vectors.
  ...([[1, 1, 1], [4, 8, 8], [5, 3, 9], [3, 17, 1], [1, 9, 6], [9, 2, 7], [6, 1, 12]] as const).flatMap(
    ([m, k, n]) =>
      ["", "a", "b", "ab"].map((turn) => ({
        a: turn.includes("a") ? [k, m] : [m, k],
        b: turn.includes("b") ? [n, k] : [k, n],
        turn,
      })),
  ),
  // One more than a block of rows, columns and depth.
  { a: [129, 257], b: [257, 521] },
  { a: [257, 129], b: [521, 257], turn: "ab" },
  { a: [7, 600], b: [10, 600], turn: "b", bias: true },
  // Batches: of both, of one, shared rows.
  { a: [3, 5, 4], b: [3, 4, 6] },
  { a: [3, 4, 5], b: [1, 6, 4], turn: "ab" },
  { a: [2, 3, 5, 4], b: [3, 4, 2] },
  { a: [6, 5, 4], b: [4, 3], bias: true },
  { a: [1, 4], b: [6, 3, 4], turn: "b" },
  // Nothing to sum, nothing to write.
  { a: [3, 0], b: [0, 4] },
  { a: [3, 0], b: [0, 4], bias: true },
  { a: [0, 3], b: [3, 4] },
];

function exact({ a, b, turn = "", bias = false }: Case, [x, y, z]: readonly Float32Array[]): Float64Array {
  const turns = { transposeA: turn.includes("a"), transposeB: turn.includes("b") };
  const { m, n, k, outShape, transposeA, transposeB, offsetsA, offsetsB } = planProduct([a, b], turns);
  const out = new Float64Array(outShape.reduce((size, extent) => size * extent, 1));
  offsetsA.forEach((offsetA, at) => {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = bias ? z![j]! : 0;
        for (let p = 0; p < k; p++) {
          const left = x![offsetA + (transposeA ? p * m + i : i * k + p)]!;
          sum += left * y![offsetsB[at]! + (transposeB ? j * k + p : p * n + j)]!;
        }
        out[(at * m + i) * n + j] = sum;
      }
    }
  });
  return out;
}

for (const [name, make] of Object.entries(products)) {
  Deno.test(`${name}: every layout, size and batch, against float64`, async () => {
    await useBackend("wasm", { blas: "off" });
    const backend = tf.backend() as unknown as WasmBackend;
    const product = make(backend);
    const held = () => [tf.memory().numTensors, tf.backend().numDataIds()];
    const before = held();
    for (const given of cases) {
      const { a, b, turn = "", bias = false } = given;
      const size = (shape: number[]) => shape.reduce((product, extent) => product * extent, 1);
      const columns = b.at(turn.includes("b") ? -2 : -1)!;
      const values = [uniforms(size(a), 1), uniforms(size(b), 2), uniforms(columns, 3)];
      const [x, y, z] = [tf.tensor(values[0]!, a), tf.tensor(values[1]!, b), tf.tensor1d(values[2]!)];
      const info = product({
        ...{ backend, a: x, b: y, bias: bias ? z : undefined },
        ...{ transposeA: turn.includes("a"), transposeB: turn.includes("b") },
      });
      const out = tf.engine().makeTensorFromTensorInfo(info);
      assertClose([out.dataSync(), exact(given, values)], { tolerance: 2e-5, what: JSON.stringify(given) });
      tf.dispose([x, y, z, out]);
    }
    assert.deepEqual(held(), before, "left over");
  });
}

Deno.test("simdProduct: what is not finite stays so, and touches only its own row", async () => {
  await useBackend("wasm", { blas: "off" });
  const backend = tf.backend() as unknown as WasmBackend;
  tf.tidy(() => {
    const x = tf.buffer([6, 9], "float32", new Float32Array(54).fill(1));
    x.set(NaN, 4, 8);
    const [a, b] = [x.toTensor(), tf.zeros([9, 10])];
    const untransposed = { transposeA: false, transposeB: false };
    const info = simdProduct(backend)({ backend, a, b, ...untransposed });
    const rows = tf.engine().makeTensorFromTensorInfo(info).arraySync() as number[][];
    rows.forEach((row, i) => assert.ok(row.every((value) => i === 4 ? Number.isNaN(value) : value === 0)));
  });
});
