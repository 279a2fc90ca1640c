import * as tf from "@tensorflow/tfjs";
import { type OperationCase, testOperations } from "../testing.ts";
import { preactivationMoments } from "./moments.ts";

testOperations([[3, 4, 5], [1, 2, 16], [6, 1, 1], [40, 9, 7]].flatMap(([rows, n, cols]) => [
  momentsCase([rows!, n!, cols!], { byMean: 1, byVariance: -0.7 }),
  momentsCase([rows!, n!, cols!], { byMean: 0, byVariance: 1 }),
]));

/** A sum of both moments; with a factor of zero only the other is used. */
function momentsCase(
  [rows, n, cols]: readonly [number, number, number],
  { byMean, byVariance }: { readonly byMean: number; readonly byVariance: number },
): OperationCase {
  return {
    name: `preactivationMoments [${rows}, ${n}, ${cols}], ${byMean} M + ${byVariance} V`,
    shapes: { x: [rows, n], mean: [n, cols], logScale: [n, cols] },
    apply: ({ x, mean, logScale }) =>
      tf.tidy(() => {
        const weights = { mean: mean!, variance: tf.exp(logScale!) };
        const moments = preactivationMoments(x as tf.Tensor2D, weights);
        const part = tf.mul(byVariance, moments.variance);
        const other = byMean === 0 ? tf.mul(0, tf.sum(mean!)) : tf.mul(byMean, moments.mean);
        return tf.add(part, other);
      }),
    exact: ({ x, mean, logScale }) =>
      Array.from({ length: rows * cols }, (_, i) => {
        const [row, o] = [Math.floor(i / cols), i % cols];
        let sum = 0;
        for (let k = 0; k < n; k++) {
          const xi = x![row * n + k]!;
          const own = k * cols + o;
          sum += byMean * xi * mean![own]! + byVariance * xi ** 2 * Math.exp(logScale![own]!);
        }
        return sum;
      }),
  };
}
