import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { key } from "../../../random/mod.ts";
import { normal, uniform } from "../../../random/tensors.ts";
import { assertClose, BACKENDS, testOnBackends } from "../../testing.ts";
import { runByName } from "../kernel/kernel.ts";
import { canFactor, factorMatrices, type Factors, factorWeighted, solveFactored } from "./factors.ts";

const backends = BACKENDS.filter(({ name }) => name === "wasm");
const random = (shape: number[], seed: number) => normal(key(seed), shape);

/** W diag(weights_b) Wᵀ by tf's operations. shape: [B, m, m] */
function grams(matrix: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor3D {
  const weighted = tf.mul(tf.expandDims(matrix, 0), tf.expandDims(weights, 1)) as tf.Tensor3D;
  return tf.matMul(weighted, tf.transpose(matrix)) as tf.Tensor3D;
}

testOnBackends("weighted Gram matrices and given ones are factored alike, and solved", {
  backends,
  body() {
    for (
      const [batch, m, n] of [[1, 1, 1], [4, 2, 5], [5, 3, 4], [7, 9, 21], [3, 18, 40], [8, 5, 11]] as const
    ) {
      tf.tidy(() => {
        const matrix = random([m, n], m) as tf.Tensor2D;
        const weights = tf.add(0.2, uniform(key(n), [batch, n])) as tf.Tensor2D;
        const truth = random([batch, m], 3);
        const gram = grams(matrix, weights);
        const right = tf.squeeze(tf.matMul(gram, tf.expandDims(truth, -1)), [-1]) as tf.Tensor2D;
        for (const factors of [factorWeighted(matrix, weights), factorMatrices(gram)]) {
          const solution = solveFactored(factors, right);
          const what = `batch ${batch}, m ${m}, n ${n}`;
          assertClose([solution.dataSync(), truth.dataSync()], { tolerance: 2e-3, what });
          assert.ok(factors.pivots.dataSync().every((pivot) => pivot > 1e-3 && pivot <= 1), what);
        }
      });
    }
  },
});

testOnBackends("pivots tell what is dependent, and no system spoils another", {
  backends,
  body: () =>
    tf.tidy(() => {
      const bad: readonly (readonly number[])[] = [
        [4, 2, 0, 2, 1, 0, 0, 0, 1], // the second row is half the first
        [1, 0, 0, 0, 0, 0, 0, 0, 1], // a row of zeros
        [NaN, 0, 0, 0, 1, 0, 0, 0, 1],
        [1, 0, 0, 0, 1, 0, 0, NaN, 1],
      ];
      const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
      const matrices = [identity, ...bad, identity].flat();
      const factors: Factors = factorMatrices(tf.tensor3d(matrices, [6, 3, 3]));
      const regular = [...factors.pivots.dataSync()].map((pivot) => pivot > 1e-6);
      assert.deepEqual(regular, [true, false, false, false, false, true]);
      const solution = solveFactored(factors, tf.tensor2d(new Float32Array(18).fill(7), [6, 3])).dataSync();
      assert.deepEqual([...solution.subarray(0, 3), ...solution.subarray(15)], [7, 7, 7, 7, 7, 7]);
    }),
});

testOnBackends("an operand of another shape is an error that says which", {
  backends,
  body: () =>
    tf.tidy(() => {
      const factors = factorMatrices(tf.zeros([5, 3, 3]));
      assert.throws(
        () => solveFactored(factors, tf.zeros([9, 3])),
        /R2g2SolveLanes: factor has shape \[2,6,4\]/,
      );
      assert.throws(() => factorMatrices(tf.zeros([5, 3, 4])), /R2g2FactorLanes: gram has shape \[5,3,4\]/);
      assert.throws(
        () => runByName("R2g2FactorLanes", { gram: tf.zeros([5, 2]) }, { n: 3 }),
        /gram has shape \[5,2\]; wanted \[6,2\]/,
      );
      assert.throws(() => runByName("R2g2RowPairs", { w: tf.zeros([2, 2], "int32") }), /w is int32/);
    }),
});

testOnBackends("only the wasm backend has the kernels", {
  body: ({ name }) => assert.equal(canFactor(), name === "wasm"),
});
