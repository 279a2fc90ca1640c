/**
 * Whether an estimator can train a model: asked of the model itself, by one forward pass.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { key, UnsupportedError } from "../estimators/mod.ts";
import { type SampledChoice, sampledObjective } from "./plan_objective.ts";
import type { Batch, Model } from "./types.ts";

/**
 * Whether every layer and the objective of a model support what draws them.
 *
 * Layers of `withLayerRules` are asked about the estimator that their rule gives them.
 *
 * @param batch any minibatch; one example is enough.
 * @param estimator one for all layers, one for each, or a sampling plan.
 * @returns true, or the reason, which names the layer or the objective.
 * @example LRT needs independent weights: a latent vector has none
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { getEstimator, key, useBackend } from "../estimators/mod.ts";
 * import { modelSupports } from "./model_supports.ts";
 * import { vae } from "./vae/vae.ts";
 *
 * await useBackend("cpu");
 * const model = vae({ key: key(0), pixels: 4, latents: 2, hidden: 3 });
 * const batch = { images: tf.ones([1, 4]) as tf.Tensor2D };
 * console.assert(modelSupports(model, batch, getEstimator("r2g2")) === true);
 * console.assert(String(modelSupports(model, batch, getEstimator("lrt"))).startsWith("latent1: lrt does not"));
 * ```
 */
export function modelSupports(model: Model, batch: Batch, estimator: SampledChoice): true | string {
  try {
    tf.tidy(() => {
      sampledObjective(model, batch, { estimator, key: key(0) });
    });
    return true;
  } catch (error) {
    if (error instanceof UnsupportedError) return error.message;
    throw error;
  }
}
