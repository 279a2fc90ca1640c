/**
 * The score function estimator (REINFORCE): the loss weighs the gradient of the draw's log-density.
 *
 *     ∇θ E[ℓ(W v)] = E[(ℓ(W v) − b) ∇θ log q_θ(v)],   v ~ q_θ
 *
 * Source: Williams 1992; Mohamed et al. 2020, section 4. The drawn v is a constant; what depends on W
 * is still differentiated along the path, which is exact. `surrogate.ts` turns `logProb` and a
 * baseline b that does not depend on v into a scalar to differentiate.
 * @module
 */
import { LABELS } from "./labels.ts";
import * as tf from "@tensorflow/tfjs";
import type { Draw, Estimator, GaussianSite, NoiseSource } from "./types.ts";
import { applyMap } from "./linalg/linear_map.ts";
import { inputProduct, reparameterisation } from "./reparameterisation.ts";
import {
  batchOf,
  constant,
  gaussianSite,
  isWeightSite,
  latentNoise,
  NO_SOLVER,
  noiseFrom,
  tidyDraw,
  weightFamily,
} from "./site.ts";

/** Score function, one draw of each Gaussian vector per minibatch. */
export const scoreFunction: Estimator = {
  name: "score",
  label: LABELS.score,
  unbiased: true,
  options: {},
  supports: () => true,
  noiseShape: reparameterisation.noiseShape,
  draw: (site, noise) =>
    tidyDraw(() => isWeightSite(gaussianSite(site)) ? drawWeights(site, noise) : drawLatent(site, noise)),
  cost(site) {
    const variables = isWeightSite(site) ? site.family.mean.size : batchOf(site, 1) * site.family.noiseSize;
    return { fixed: reparameterisation.cost(site).fixed + 6 * variables, perIteration: 0 };
  },
};

function drawLatent(site: GaussianSite, source: NoiseSource): Draw {
  const { map, family } = site;
  const noise = latentNoise(site, source);
  const value = constant(() => tf.add(family.mean, family.applyRoot(noise)));
  return { preactivations: applyMap(map, value), value, logProb: family.logDensity(value), info: NO_SOLVER };
}

/** One weight matrix for the minibatch, so one log-density for all of its examples. */
function drawWeights(site: GaussianSite, source: NoiseSource): Draw {
  const family = weightFamily(site);
  const noise = noiseFrom(source, family.mean.shape);
  const weights = constant(() => tf.add(family.mean, family.applyRoot(noise))) as tf.Tensor2D;
  return {
    preactivations: inputProduct(site, weights),
    logProb: tf.sum(family.logDensity(weights)),
    info: NO_SOLVER,
  };
}
