/**
 * The reparameterisation trick (RT): the noise is drawn, the Gaussian is a function of it.
 *
 *     v = µ + S ε,  ε ~ N(0, I)      ∇µ = Wᵀg,  ∇S = (Wᵀg) εᵀ,  ∇W = g vᵀ      with g = ∂ℓ/∂z, z = W v
 *
 * Source: Kingma and Welling 2014; Lam, Bui, Deligiannidis, Teh, arXiv 2506.07687, eq. 6. `rt` draws once for each
 * Gaussian vector of the minibatch: a layer's weights once, a latent once for each example that has its own.
 * `rt-per-example` draws each vector anew for every example, which decorrelates the examples' gradients of a
 * Bayesian layer at the price of B weight draws (Kingma, Salimans, Welling 2015, section 2.2).
 * @module
 */
import { LABELS } from "./labels.ts";
import * as tf from "@tensorflow/tfjs";
import type { Cost, Draw, Estimator, GaussianSite, NoiseSource } from "./types.ts";
import { perExampleNoiseProduct, positionNoiseProduct } from "./backend/ops/mod.ts";
import type { PositionSizes } from "./backend/ops/kernel/shapes.ts";
import { noiseFlops } from "./backend/ops/noise/position_noise.ts";
import { applyMap } from "./linalg/linear_map.ts";
import {
  batchOf,
  denseInputs,
  gaussianSite,
  isDenseSite,
  isWeightSite,
  latentNoise,
  likeInputs,
  NO_SOLVER,
  noiseFrom,
  patches,
  tidyDraw,
  weightFamily,
  withoutPositions,
} from "./site.ts";

/** RT with one draw of each Gaussian vector per minibatch. */
export const reparameterisation: Estimator = {
  name: "rt",
  label: LABELS.rt,
  unbiased: true,
  options: {},
  supports: () => true,
  noiseShape: (site, batch) =>
    isWeightSite(site) ? [...site.family.mean.shape] : [batchOf(site, batch), site.family.noiseSize],
  draw: (site, noise) =>
    tidyDraw(() => isWeightSite(gaussianSite(site)) ? drawWeights(site, noise) : drawLatent(site, noise)),
  cost: (site) => isWeightSite(site) ? weightCost(site) : latentCost(site),
};

/** RT with a separate draw of each Gaussian vector for every example. */
export const reparameterisationPerExample: Estimator = {
  name: "rt-per-example",
  label: LABELS["rt-per-example"],
  unbiased: true,
  options: {},
  supports: () => true,
  noiseShape: (site, batch) =>
    isWeightSite(site)
      ? [batchOf(site), ...site.family.mean.shape]
      : [batchOf(site, batch), site.family.noiseSize],
  draw: (site, noise) =>
    tidyDraw(() =>
      isWeightSite(gaussianSite(site)) ? drawWeightsPerExample(site, noise) : drawLatent(site, noise)
    ),
  cost: (site) => isWeightSite(site) ? perExampleCost(site) : latentCost(site),
};

/** z = W(µ + S ε). */
function drawLatent(site: GaussianSite, source: NoiseSource): Draw {
  const { map, family } = site;
  const noise = latentNoise(site, source);
  const value = tf.add(family.mean, family.applyRoot(noise));
  return { preactivations: applyMap(map, value), value, info: NO_SOLVER };
}

/** Z = X(µ + σ ⊙ ε) with one ε for the minibatch. */
function drawWeights(site: GaussianSite, source: NoiseSource): Draw {
  const family = weightFamily(site);
  const noise = noiseFrom(source, family.mean.shape);
  const weights = family.sample?.(noise) ?? tf.add(family.mean, family.applyRoot(noise));
  return { preactivations: inputProduct(site, weights as tf.Tensor2D), info: NO_SOLVER };
}

/** z_b = x_b(µ + σ ⊙ ε_b); the ε_b are streamed, for B weight matrices would not fit in a cache. */
function drawWeightsPerExample(site: GaussianSite, source: NoiseSource): Draw {
  const mean = inputProduct(site, weightFamily(site).mean as tf.Tensor2D);
  return { preactivations: tf.add(mean, perExampleDeviation(site, source)), info: NO_SOLVER };
}

/** X_b(σ ⊙ ε_b), from a key or from ε [B, n, O]. shape: [B, P, O], or [B, O] for inputs [B, n] */
export function perExampleDeviation(site: GaussianSite, source: NoiseSource): tf.Tensor {
  const family = weightFamily(site);
  if (source instanceof tf.Tensor) {
    const noise = noiseFrom(source, [batchOf(site), ...family.mean.shape]);
    return withoutPositions(site, tf.matMul(patches(site), family.applyRoot(noise) as tf.Tensor3D));
  }
  const scale = family.scale() as tf.Tensor2D;
  return isDenseSite(site)
    ? likeInputs(site, perExampleNoiseProduct(denseInputs(site), scale, source))
    : positionNoiseProduct(patches(site), scale, source);
}

/** X W for inputs [B, P, n] or [B, n] and weights [n, O]. */
export function inputProduct({ map }: GaussianSite, weights: tf.Tensor2D): tf.Tensor {
  if (map.matrix.rank === 2) return tf.matMul(map.matrix as tf.Tensor2D, weights);
  const [batch, positions, inputs] = map.matrix.shape as [number, number, number];
  const product = tf.matMul(tf.reshape(map.matrix, [batch * positions, inputs]), weights);
  return tf.reshape(product, [batch, positions, weights.shape[1]]);
}

/** (2m + 1)n operations for v and Wv (paper app. F), counted with the mean's addition. */
function latentCost(site: GaussianSite): Cost {
  const { map, family } = site;
  const example = 2 * map.outputs * map.inputs + 2 * family.noiseSize;
  return { fixed: batchOf(site, 1) * example, perIteration: 0 };
}

/** One draw of all weights, a normal and its scale and mean, and one product. */
function weightCost(site: GaussianSite): Cost {
  return { fixed: 6 * site.family.mean.size + meanFlops(positionSizes(site)), perIteration: 0 };
}

/** The mean's product, and every example's weights with their products. */
function perExampleCost(site: GaussianSite): Cost {
  const sizes = positionSizes(site);
  const { batch, positions, cols } = sizes;
  return { fixed: meanFlops(sizes) + noiseFlops(sizes) + batch * positions * cols, perIteration: 0 };
}

/** 2 B P n O operations of Xµ. */
export function meanFlops({ batch, positions, inner, cols }: PositionSizes): number {
  return 2 * batch * positions * inner * cols;
}

/** B, P, n and O of a weight site. */
export function positionSizes({ map, family }: GaussianSite): PositionSizes {
  const [inner, cols] = family.mean.shape as [number, number];
  return { batch: map.batch!, positions: map.outputs, inner, cols };
}
