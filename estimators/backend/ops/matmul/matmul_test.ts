import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../platforms/use_backend.ts";
import { assertClose, BACKENDS, testOnBackends, uniforms } from "../../testing.ts";

const WASM = BACKENDS.filter(({ name }) => name === "wasm");
const FLAGS = [[false, false], [false, true], [true, false], [true, true]] as const;

/** Leading axes of a and b, and m, n, k: every rank, broadcast and degenerate size, and both sides of every route. */
const SHAPES: readonly (readonly [number[], number[], [number, number, number]])[] = [
  [[], [], [3, 4, 5]],
  [[], [], [1, 1, 1]],
  [[], [], [1, 70, 90]],
  [[], [], [70, 1, 90]],
  [[], [], [70, 90, 1]],
  [[], [], [80, 200, 50]],
  [[], [], [5, 130, 129]],
  [[], [], [129, 6, 130]],
  [[7], [7], [3, 4, 5]],
  [[3], [3], [33, 34, 35]],
  [[3], [3], [1, 64, 65]],
  [[3], [], [33, 34, 35]],
  [[], [3], [33, 34, 35]],
  [[], [3], [1, 34, 35]],
  [[3], [1], [9, 8, 7]],
  [[2, 3], [3], [9, 8, 7]],
  [[2, 1], [1, 3], [9, 8, 7]],
  [[2, 1, 2], [3, 1], [17, 18, 19]],
  [[1, 2], [3, 1, 1], [4, 5, 6]],
  [[0], [], [3, 4, 5]],
  [[2], [2], [0, 4, 5]],
  [[2], [2], [3, 0, 5]],
  [[2], [], [3, 4, 0]],
];

testOnBackends("matMul is the product in every transpose, rank and broadcast combination", {
  async body() {
    for (const [axesA, axesB, [m, n, k]] of SHAPES) {
      for (const [transposeA, transposeB] of FLAGS) {
        const a = randomTensor([...axesA, ...(transposeA ? [k, m] : [m, k])], 1);
        const b = randomTensor([...axesB, ...(transposeB ? [n, k] : [k, n])], 2);
        litter(4 * product(axesA) * product(axesB) * m * n);
        const c = tf.matMul(a, b, transposeA, transposeB);
        const what = `[${a.shape}] ${transposeA} · [${b.shape}] ${transposeB}`;
        const { shape, values } = reference(a, b, { m, n, k, transposeA, transposeB });
        assert.deepEqual(c.shape, shape, what);
        assertClose([await c.data(), values], { tolerance: 1e-6 * (k + 1), what });
        tf.dispose([a, b, c]);
      }
    }
  },
});

testOnBackends("fused.matMul with bias and activation is what the cpu backend computes", {
  backends: WASM,
  async body({ name, options }) {
    const activations = ["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu"] as const;
    const biases: readonly (number[] | undefined)[] = [undefined, [4], [1], [3, 4], [3, 1], [2, 3, 4]];
    const compute = () =>
      FLAGS.flatMap(([transposeA, transposeB]) =>
        activations.flatMap((activation) =>
          biases.map((shape) =>
            tf.tidy(() =>
              tf.fused.matMul({
                a: tf.mul(3, randomTensor(transposeA ? [2, 5, 3] : [2, 3, 5], 3)),
                b: randomTensor(transposeB ? [2, 4, 5] : [2, 5, 4], 4),
                transposeA,
                transposeB,
                activation,
                leakyreluAlpha: 0.3,
                ...(shape && { bias: randomTensor(shape, 5) }),
                ...(activation === "prelu" && { preluActivationWeights: randomTensor([4], 6) }),
              }).dataSync()
            )
          )
        )
      );
    const actual = compute();
    await useBackend("cpu");
    const expected = compute();
    await useBackend(name, options);
    assert.equal(actual.length, 4 * 7 * 6);
    actual.forEach((values, i) =>
      assertClose([values, expected[i]!], { tolerance: 1e-5, what: `case ${i}` })
    );
  },
});

testOnBackends("gradients through matMul and fused.matMul are the transposed products", {
  backends: WASM,
  async body() {
    const [a, b, weights] = [randomTensor([6, 5], 1), randomTensor([5, 4], 2), randomTensor([6, 4], 3)];
    const bias = randomTensor([4], 4);
    const loss = (a: tf.Tensor, b: tf.Tensor, bias: tf.Tensor) =>
      tf.sum(
        tf.mul(weights, tf.fused.matMul({ a: a as tf.Tensor2D, b: b as tf.Tensor2D, bias })),
      ) as tf.Scalar;
    const [gradA, gradB, gradBias] = tf.grads(loss)([a, b, bias]);
    const byA = reference(weights, b, { m: 6, n: 5, k: 4, transposeA: false, transposeB: true });
    const byB = reference(a, weights, { m: 5, n: 4, k: 6, transposeA: true, transposeB: false });
    assertClose([await gradA!.data(), byA.values], { tolerance: 1e-5, what: "by a" });
    assertClose([await gradB!.data(), byB.values], { tolerance: 1e-5, what: "by b" });
    const columns = tf.sum(weights, 0);
    assertClose([await gradBias!.data(), await columns.data()], { tolerance: 1e-5, what: "by bias" });
    tf.dispose([a, b, weights, bias, gradA!, gradB!, gradBias!, columns]);
  },
});

testOnBackends("an operand changed in place counts with its new values", {
  backends: WASM,
  body() {
    const [a, b] = [tf.ones([9, 8]), tf.ones([8, 16])];
    const first = tf.matMul(a, b);
    const backend = tf.backend() as unknown as { typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array };
    backend.typedArrayFromHeap(b).fill(2);
    const second = tf.matMul(a, b);
    assert.equal(first.dataSync()[0], 8);
    assert.equal(second.dataSync()[0], 16);
    tf.dispose([a, b, first, second]);
  },
});

testOnBackends("operands of another type or shape are refused by name", {
  backends: WASM,
  body() {
    const turned = tf.ones([3, 2], "int32") as tf.Tensor2D;
    const [ints, floats] = [tf.ones([2, 3], "int32") as tf.Tensor2D, tf.ones([3, 2])];
    assert.throws(
      () => tf.matMul(ints, turned),
      /BatchMatMul: got int32 \[2,3\] and int32 \[3,2\], wanted float32/,
    );
    assert.throws(() => tf.fused.matMul({ a: ints, b: ints, transposeB: true }), /_FusedMatMul: got int32/);
    assert.throws(
      () => tf.engine().runKernel("BatchMatMul", { a: floats, b: floats }),
      /\[3,2\] · \[3,2\]: inner sizes/,
    );
    tf.dispose([ints, turned, floats]);
  },
});

function randomTensor(shape: number[], seed: number): tf.Tensor2D {
  return tf.tensor<tf.Rank>(uniforms(product(shape), seed + shape.length), shape) as tf.Tensor2D;
}

/** Leaves NaN where the next allocation of that many bytes is likely to land. */
function litter(bytes: number): void {
  if (bytes > 0) tf.fill([bytes / 4], NaN).dispose();
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The definition, in float64. */
function reference(a: tf.Tensor, b: tf.Tensor, { m, n, k, transposeA, transposeB }: Case) {
  const [valuesA, valuesB] = [a.dataSync(), b.dataSync()];
  const rank = Math.max(a.rank, b.rank) - 2;
  const pad = (shape: number[]) => [...Array<number>(rank - shape.length + 2).fill(1), ...shape.slice(0, -2)];
  const [axesA, axesB] = [pad(a.shape), pad(b.shape)];
  const axes = axesA.map((extent, axis) => extent === 1 ? axesB[axis]! : extent);
  const values: number[] = [];
  for (let cell = 0; cell < product(axes); cell++) {
    const index = axes.map((extent, axis) => Math.floor(cell / product(axes.slice(axis + 1))) % extent);
    const at = (own: number[]) =>
      own.reduce((sum, extent, axis) => sum * extent + (extent === 1 ? 0 : index[axis]!), 0);
    const [startA, startB] = [at(axesA) * m * k, at(axesB) * n * k];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let p = 0; p < k; p++) {
          sum += valuesA[startA + (transposeA ? p * m + i : i * k + p)]! *
            valuesB[startB + (transposeB ? j * k + p : p * n + j)]!;
        }
        values.push(sum);
      }
    }
  }
  return { shape: [...axes, m, n], values };
}
