/**
 * The doubly reparameterised gradient of the importance-weighted bound (Tucker, Lawson, Gu, Maddison 2019,
 * eq. 7): the posterior's parameters get Σ w̃_k² ∂log w_k/∂v_k ∂v_k/∂φ, the model's Σ w̃_k ∂log w_k/∂θ.
 *
 * One backward pass gives both: log w_k is weighted by w̃_k at the bound, and what reaches the moments through
 * draw k by w̃_k once more. The second weight is known only after the forward pass, so the bound's derivative,
 * which backpropagation visits first, hands it to the moments'.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { byBound, conditioningBias, negativeLogMean } from "./importance_weighted.ts";
import type { BoundObjective, BoundPass } from "./types.ts";

/** For one stochastic layer: between layers a path would be weighted once at each. */
export const doublyReparameterised: BoundObjective = {
  bound: "iwae",
  gradient: "dreg",
  label: "IWAE, doubly reparameterised",
  closedForm: false,
  stopsPosterior: true,
  mostLayers: 1,
  bias: conditioningBias,
  start: weighedTwice,
};

function weighedTwice(): BoundPass {
  // w̃ while backpropagation runs. shape: [S, K, B]
  let weights: tf.Tensor | undefined;
  return {
    path: (moments) =>
      tf.customGrad((value) => ({
        value: tf.clone(value as tf.Tensor),
        gradFunc: (upstream: tf.Tensor) => tf.mul(upstream, tf.reshape(weights!, [-1, 1])),
      }))(moments),
    losses: (losses, shape) =>
      tf.customGrad((value, save) => {
        const rows = byBound(value as tf.Tensor, shape);
        const own = tf.softmax(tf.transpose(tf.neg(rows), [0, 2, 1]));
        (save as tf.GradSaveFunc)([tf.transpose(own, [0, 2, 1])]);
        return {
          value: negativeLogMean(rows),
          gradFunc: (upstream: tf.Tensor, saved: tf.Tensor[]) => {
            weights = saved[0]!;
            return tf.reshape(tf.mul(tf.reshape(upstream, [shape.bounds, 1, shape.batch]), weights), [-1]);
          },
        };
      })(losses),
  };
}
