/**
 * Monte-Carlo gradient estimators of latent-Gaussian models, and the tools to compare them.
 *
 * @example R2-G2 for one site of your own model
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { denseMap, diagonal, getEstimator, key, preactivations, useBackend } from "./mod.ts";
 *
 * await useBackend("cpu"); // "auto" takes the fastest available backend
 * const [mean, scale, weights] = [tf.zeros([8, 50]), tf.ones([8, 50]), tf.randomNormal([10, 50], 0, 1, "float32", 1)];
 * const gradientOfScale = tf.grad((s: tf.Tensor) => {
 *   const site = { map: denseMap(weights), family: diagonal(mean, s) };
 *   return tf.sum(tf.square(preactivations(getEstimator("r2g2"), site, key(0))));
 * })(scale);
 * console.assert(gradientOfScale.shape[1] === 50);
 * ```
 * @module
 */
export * from "./estimators/mod.ts";
export * from "./models/mod.ts";
export * from "./bench/mod.ts";
