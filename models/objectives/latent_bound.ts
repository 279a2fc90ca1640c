/**
 * A multi-sample objective of any model with one Gaussian latent v ~ q(v | x), a prior N(0, I), and a likelihood
 * that sees v through a linear map.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  constant,
  type Draw,
  gaussianLogDensity,
  klToStandardNormal,
  UnsupportedError,
} from "../../estimators/mod.ts";
import type { Moments } from "../layers/latent_linear.ts";
import { repeatBatch } from "../layers/repeat.ts";
import { boundObjective } from "./registry.ts";
import type { BoundSettings } from "./types.ts";

/** Settings of {@linkcode latentBound}. */
export interface LatentBoundOptions extends BoundSettings {
  /** Bounds averaged for one gradient, S; not the draws K of one bound. @default 1 */
  readonly bounds?: number;
  /** q's moments. shapes: [B, n] */
  readonly moments: Moments;
  /** One draw of the site for every row of the moments that it is given. shapes: [S·K·B, n] */
  readonly draw: (moments: Moments) => Draw;
  /** log p(x | z) of every row. shape: [S·K·B, m] -> [S·K·B], in nats */
  readonly logLikelihood: (preactivations: tf.Tensor) => tf.Tensor;
}

/**
 * The negative bound of every example and the draw that it depends on; its gradient is the estimator's.
 *
 * Of the paths that v takes, the estimator inside treats the one through the map; log p(v) and log q(v) see the
 * draw as it is. `BoundObjective.bias` says where that leaves a bias.
 *
 * @returns losses of shape [S·B] or, for the evidence bound, [S·K·B], in nats.
 * @throws {RangeError} from {@linkcode boundObjective}, and for an estimator that does not differentiate
 * through v where the objective does.
 * @example The importance-weighted bound of x ~ N(W v, 1) with R2-G2 inside
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { denseMap, diagonalLogScale, getEstimator, key, normal, useBackend } from "../../estimators/mod.ts";
 * import { latentBound } from "./latent_bound.ts";
 *
 * await useBackend("cpu");
 * const [weights, x] = [normal(key(1), [3, 2]), normal(key(2), [4, 3])];
 * const moments = { mean: tf.zeros([4, 2]), logScale: tf.fill([4, 2], -1) };
 * const { losses } = latentBound({
 *   bound: "iwae",
 *   gradient: "dreg",
 *   samples: 5,
 *   moments,
 *   draw: ({ mean, logScale }) =>
 *     getEstimator("r2g2").draw({ map: denseMap(weights), family: diagonalLogScale(mean, logScale) }, key(3)),
 *   logLikelihood: (z) => tf.mul(-0.5, tf.sum(tf.squaredDifference(z, tf.tile(x, [5, 1])), -1)),
 * });
 * console.assert(losses.shape[0] === 4);
 * ```
 */
export function latentBound(
  { bounds = 1, moments, draw: drawSite, logLikelihood, ...settings }: LatentBoundOptions,
): { readonly losses: tf.Tensor; readonly draw: Draw } {
  const { objective, samples } = boundObjective(settings);
  const pass = objective.start();
  const each = (of: (moment: tf.Tensor) => tf.Tensor, { mean, logScale }: Moments): Moments => ({
    mean: of(mean),
    logScale: of(logScale),
  });
  const tiled = each((moment) => repeatBatch(moment, bounds * samples), moments);
  const draw = drawSite(each(pass.path, tiled));
  requirePath(draw, settings);
  let losses = tf.neg(logLikelihood(draw.preactivations));
  if (objective.closedForm) {
    losses = tf.add(losses, klToStandardNormal(tiled.mean, tiled.logScale, 1));
  } else {
    const { mean, logScale } = objective.stopsPosterior ? each(stopped, tiled) : tiled;
    const value = draw.value!;
    losses = tf.add(
      losses,
      tf.sub(gaussianLogDensity(value, mean, logScale), gaussianLogDensity(value, 0, 0)),
    );
  }
  const shape = { bounds, samples, batch: moments.mean.shape[0]! };
  return { losses: pass.losses(losses, shape), draw };
}

/** The value alone: nothing is differentiated through it. */
export function stopped(value: tf.Tensor): tf.Tensor {
  return constant(() => tf.clone(value));
}

/**
 * Checks that a draw fits an objective.
 *
 * @throws {UnsupportedError} for a score function under any objective but the plain evidence bound.
 */
export function requirePath({ logProb }: Draw, { bound = "elbo", gradient = "plain" }: BoundSettings): void {
  if (logProb === undefined || (bound === "elbo" && gradient === "plain")) return;
  throw new UnsupportedError(
    `objective ${bound} ${gradient}: wanted an estimator that differentiates through the latent, got a score ` +
      "function; use bound elbo with gradient plain, or another estimator",
  );
}
