/**
 * A Gaussian latent and the linear map that follows it: the site of a VAE.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  addBias,
  denseMap,
  diagonalLogScale,
  type Draw,
  type Estimator,
  type Key,
  type NoiseMaker,
  normal,
} from "../../estimators/mod.ts";
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

/**
 * μ + σ ε. shape: moments [B, latents] -> [B, latents]
 *
 * @param noise how ε is drawn. @default independently
 */
export function sampleMoments(
  { mean, logScale }: Moments,
  key: Key,
  noise: NoiseMaker = normal,
): tf.Tensor {
  return tf.add(mean, tf.mul(tf.exp(logScale), noise(key, mean.shape)));
}

/** A linear map as it follows a latent. */
export interface FollowingMap {
  /** W. shape: [outputs, latents] */
  readonly matrix: tf.Tensor;
  /** shape: [outputs] */
  readonly bias: tf.Tensor;
}

/** A draw of W v + b and of v, by an estimator. */
export function drawThrough(
  { matrix, bias }: FollowingMap,
  { mean, logScale }: Moments,
  { estimator, key }: { readonly estimator: Estimator; readonly key: Key },
): Draw {
  const draw = estimator.draw({ map: denseMap(matrix), family: diagonalLogScale(mean, logScale) }, key);
  return { ...draw, preactivations: addBias(draw.preactivations, bias) };
}

/** W is kept as [outputs, latents], the map's own orientation, Glorot-uniform; the bias starts at zero. */
export function latentLinear(
  { latents, outputs, key }: { readonly latents: number; readonly outputs: number; readonly key: Key },
): LatentLinear {
  const weights = variable(() => glorotUniform(key, [outputs, latents])) as tf.Variable<tf.Rank.R2>;
  const bias = variable(() => tf.zeros([outputs]));
  return {
    parameters: { weights, bias },
    draw: (moments, estimator, drawKey) =>
      drawThrough({ matrix: weights, bias }, moments, { estimator, key: drawKey }),
    apply: (value) => tf.add(tf.matMul(value as tf.Tensor2D, tf.transpose(weights)), bias),
  };
}
