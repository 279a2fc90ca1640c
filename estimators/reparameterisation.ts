/**
 * The reparameterisation trick (RT): v = µ + S ε, differentiated through (R2-G2 paper eq. 6).
 *
 * `rt` draws once for each Gaussian vector of the minibatch: a layer's weights once, a latent once for each
 * example that has its own. `rt-per-example` draws each vector anew for every example, which decorrelates
 * the examples' gradients of a Bayesian layer at the price of B weight draws (Kingma et al. 2015, §2.2).
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Cost, Draw, Estimator, GaussianSite, NoiseSource } from "./types.ts";
import { perExampleNoiseProduct } from "./backend/ops.ts";
import { applyMap } from "./linalg/linear_map.ts";
import {
  batchOf,
  denseInputs,
  gaussianSite,
  isWeightSite,
  latentNoise,
  likeInputs,
  NO_SOLVER,
  noiseFrom,
  tidyDraw,
  weightFamily,
} from "./site.ts";

/** RT with one draw of each Gaussian vector per minibatch. */
export const reparameterisation: Estimator = {
  name: "rt",
  label: "RT",
  unbiased: true,
  options: {},
  supports: () => true,
  noiseShape: (site, batch) =>
    isWeightSite(site) ? [...site.family.mean.shape] : [batchOf(site, batch), site.family.noiseSize],
  draw: (site, noise) =>
    tidyDraw(() => isWeightSite(gaussianSite(site)) ? drawWeights(site, noise) : drawLatent(site, noise)),
  cost: (site) => isWeightSite(site) ? weightCost(site, 1) : latentCost(site),
};

/** RT with an own draw of each Gaussian vector for every example. */
export const reparameterisationPerExample: Estimator = {
  name: "rt-per-example",
  label: "RT, per example",
  unbiased: true,
  options: {},
  supports: (site) =>
    !isWeightSite(site) || site.map.outputs === 1
      ? true
      : "per-example weights over several positions are not built",
  noiseShape: (site, batch) =>
    isWeightSite(site)
      ? [batchOf(site), ...site.family.mean.shape]
      : [batchOf(site, batch), site.family.noiseSize],
  draw: (site, noise) =>
    tidyDraw(() =>
      isWeightSite(gaussianSite(site)) ? drawWeightsPerExample(site, noise) : drawLatent(site, noise)
    ),
  cost: (site) => isWeightSite(site) ? weightCost(site, batchOf(site)) : latentCost(site),
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
  const weights = tf.add(family.mean, family.applyRoot(noise)) as tf.Tensor2D;
  return { preactivations: inputProduct(site, weights), info: NO_SOLVER };
}

/** z_b = x_b(µ + σ ⊙ ε_b); the ε_b are streamed, for B weight matrices would not fit in a cache. */
function drawWeightsPerExample(site: GaussianSite, source: NoiseSource): Draw {
  const family = weightFamily(site);
  const x = denseInputs(site);
  const mean = tf.matMul(x, family.mean as tf.Tensor2D);
  const perturbation = source instanceof tf.Tensor
    ? explicitPerturbation(x, family.applyRoot(noiseFrom(source, [x.shape[0], ...family.mean.shape])))
    : perExampleNoiseProduct(x, family.scale() as tf.Tensor2D, source);
  return { preactivations: likeInputs(site, tf.add(mean, perturbation)), info: NO_SOLVER };
}

function explicitPerturbation(x: tf.Tensor2D, weights: tf.Tensor): tf.Tensor {
  return tf.squeeze(tf.matMul(tf.expandDims(x, 1), weights), [1]);
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

function weightCost({ map, family }: GaussianSite, draws: number): Cost {
  const [n, units] = family.mean.shape as [number, number];
  return { fixed: draws * 2 * n * units + 2 * map.batch! * map.outputs * n * units, perIteration: 0 };
}
