/**
 * The scalar whose gradient is a score function's.
 *
 *     mean ℓ + mean (ℓ − b) log q_θ(v), the second term with a value of zero
 *
 * Source: Mohamed et al. 2020, eq. 17; leave-one-out after Kool et al. 2019.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Draw } from "./types.ts";
import { constant } from "./site.ts";

/**
 * What a score function subtracts from the loss: the mean over the *other* examples of the minibatch
 * (`leave-one-out`, for draws that are independent between examples), or a number that the caller keeps,
 * such as a running mean of earlier losses. Neither depends on the draw it weighs, so both are unbiased.
 */
export type Baseline = "leave-one-out" | number;

/**
 * A scalar whose value is the mean loss and whose gradient is the estimator's.
 *
 * Draws with a log-density add Σ (loss − baseline) · log q(v), with a value of zero, in which the weight is a
 * constant (Mohamed et al. 2020, eq. 17; leave-one-out after Kool et al. 2019).
 *
 * @param losses shape: [B]
 * @param draws the draws that the losses depend on.
 */
export function surrogate(
  losses: tf.Tensor,
  draws: readonly Draw[],
  baseline: Baseline = "leave-one-out",
): tf.Tensor {
  let total = tf.mean(losses);
  for (const { logProb } of draws) {
    if (logProb === undefined) continue;
    const weighted = tf.mean(tf.mul(scoreWeight(losses, logProb, baseline), logProb));
    total = tf.add(total, tf.sub(weighted, constant(() => tf.clone(weighted))));
  }
  return total;
}

function scoreWeight(losses: tf.Tensor, logProb: tf.Tensor, baseline: Baseline): tf.Tensor {
  return constant(() => {
    // One draw for all examples: its loss is their mean, and no other draw is there to compare with.
    if (logProb.rank === 0) return tf.sub(tf.mean(losses), baseline === "leave-one-out" ? 0 : baseline);
    if (baseline !== "leave-one-out") return tf.sub(losses, baseline);
    const batch = losses.shape[0]!;
    if (batch === 1) return tf.clone(losses);
    // loss_b − mean of the others = B / (B − 1) · (loss_b − mean of all).
    return tf.mul(tf.sub(losses, tf.mean(losses)), batch / (batch - 1));
  });
}
