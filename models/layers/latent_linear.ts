/**
 * A Gaussian latent and the linear map that follows it: the site of a VAE.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { denseMap, diagonalLogScale, type Draw, type Estimator, type Key } from "../../estimators/mod.ts";
import { glorotUniform, variable } from "./dense.ts";

/** The map's variables; the latent's moments come from the encoder. */
export interface LatentLinear {
  /** `weights` W [outputs, latents] and `bias` [outputs]. */
  readonly parameters: Readonly<Record<"weights" | "bias", tf.Variable>>;
  /** A draw of W v + b and of v. shapes: moments [B, latents] -> pre-activations [B, outputs] */
  draw(moments: Moments, estimator: Estimator, key: Key): Draw;
  /** W v + b for a latent that is given. shape: [B, latents] -> [B, outputs] */
  apply(value: tf.Tensor): tf.Tensor;
}

/** Mean and log-scale of a diagonal Gaussian. shapes: [B, latents] */
export interface Moments {
  /** Mean. shape: [B, latents] */
  readonly mean: tf.Tensor;
  /** ln σ. shape: [B, latents] */
  readonly logScale: tf.Tensor;
}

/** W is kept as [outputs, latents], the map's own orientation, Glorot-uniform; the bias starts at zero. */
export function latentLinear(
  { latents, outputs, key }: { readonly latents: number; readonly outputs: number; readonly key: Key },
): LatentLinear {
  const weights = variable(() => glorotUniform(key, [outputs, latents])) as tf.Variable<tf.Rank.R2>;
  const bias = variable(() => tf.zeros([outputs]));
  return {
    parameters: { weights, bias },
    draw({ mean, logScale }, estimator, drawKey) {
      const site = { map: denseMap(weights), family: diagonalLogScale(mean, logScale) };
      const draw = estimator.draw(site, drawKey);
      return { ...draw, preactivations: tf.add(draw.preactivations, bias) };
    },
    apply: (value) => tf.add(tf.matMul(value as tf.Tensor2D, tf.transpose(weights)), bias),
  };
}
