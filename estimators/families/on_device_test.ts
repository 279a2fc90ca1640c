// The forms in tf's operations agree with those in float64, gradients included; they need no device to be tried.
import * as tf from "@tensorflow/tfjs";
import { foldIn, key } from "../random/mod.ts";
import { normal, uniform } from "../random/tensors.ts";
import { assertBlockClose } from "../testing/gradients_of.ts";
import { testOnCpu } from "../testing/backends.ts";
import { full } from "./full.ts";
import { lowRank } from "./low_rank.ts";
import { lowRankLogDeterminant } from "./low_rank_kernel.ts";
import { fullDensityOnDevice, lowRankDensityOnDevice, lowRankLogDeterminantOnDevice } from "./on_device.ts";

const [batch, n, r] = [3, 4, 2];
const random = (shape: number[], at: number) => normal(foldIn(key(5), at), shape);
const positive = (shape: number[]) => tf.add(0.4, uniform(key(6), shape));
const lower = (shape: number[]) => {
  const mask = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => j < i ? 0.5 : 0));
  return tf.add(tf.mul(random(shape, 1), tf.tensor2d(mask)), tf.eye(n));
};

type Function = (...inputs: tf.Tensor[]) => tf.Tensor;

/** Values, and gradients of a weighted sum of them. */
function agree(own: Function, wanted: Function, inputs: tf.Tensor[]): void {
  const weighted = (f: Function) => (...given: tf.Tensor[]) => {
    const values = f(...given);
    return tf.sum(tf.mul(values, tf.add(1, tf.reshape(tf.range(0, values.size), values.shape)))) as tf.Scalar;
  };
  assertBlockClose(own(...inputs).dataSync(), wanted(...inputs).dataSync(), 1e-5);
  const [ours, theirs] = [own, wanted].map((f) => tf.grads(weighted(f))(inputs)) as [
    tf.Tensor[],
    tf.Tensor[],
  ];
  ours.forEach((gradient, i) => assertBlockClose(gradient.dataSync(), theirs[i]!.dataSync(), 2e-5));
}

for (const [name, own] of Object.entries({ "per example": [batch], shared: [] })) {
  testOnCpu(`a full density, ${name}`, () =>
    agree(
      (value, mean, scaleTril) => fullDensityOnDevice(tf.sub(value, mean), [scaleTril]),
      (value, mean, scaleTril) => full(mean, scaleTril).logDensity(value),
      [random([batch, n], 2), random([batch, n], 3), lower([...own, n, n])],
    ));
  testOnCpu(`a low-rank density, ${name}`, () =>
    agree(
      (value, mean, scale, factor) => lowRankDensityOnDevice(tf.sub(value, mean), [scale, factor]),
      (value, mean, scale, factor) => lowRank(mean, scale, factor).logDensity(value),
      [random([batch, n], 2), random([batch, n], 3), positive([...own, n]), random([...own, n, r], 4)],
    ));
  testOnCpu(
    `a low-rank determinant, ${name}`,
    () =>
      agree(lowRankLogDeterminantOnDevice, lowRankLogDeterminant, [
        positive([...own, n]),
        random([...own, n, r], 4),
      ]),
  );
}
