/**
 * Half squared distances of two independent gradients: their mean is the trace of the gradient's covariance.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** ½‖g − g′‖² of every block. shapes: blocks of equal shapes on both sides -> [blocks] */
export function halfSquaredDistances(first: readonly tf.Tensor[], second: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.tidy(() =>
    tf.stack(first.map((g, i) => tf.mul(0.5, tf.sum(tf.squaredDifference(g, second[i]!)))))
  ) as tf.Tensor1D;
}
