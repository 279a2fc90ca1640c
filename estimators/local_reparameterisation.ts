/**
 * The local reparameterisation trick (LRT): draw the pre-activations, not the weights.
 *
 *     z = X µ + √(X² σ²) ⊙ ε,  ε ~ N(0, I)
 *
 * Source: Kingma, Salimans, Welling 2015, eq. 6. Where each Gaussian vector feeds a single pre-activation, z has
 * the law of X w with w ~ N(µ, diag(σ²)), independently for every example.
 * @module
 */
import { LABELS } from "./labels.ts";
import type * as tf from "@tensorflow/tfjs";
import { gaussianSample, preactivationMoments } from "./backend/ops/mod.ts";
import type { Estimator, GaussianSite } from "./types.ts";
import {
  batchOf,
  denseInputs,
  gaussianSite,
  isDenseSite,
  isWeightSite,
  likeInputs,
  NO_SOLVER,
  noiseFrom,
  tidyDraw,
  weightFamily,
} from "./site.ts";

/** LRT for mean-field dense layers. */
export const localReparameterisation: Estimator = {
  name: "lrt",
  label: LABELS.lrt,
  unbiased: true,
  options: {},
  supports(site) {
    if (!isWeightSite(site)) {
      return "LRT needs a layer's weights; here one latent vector feeds several pre-activations";
    }
    return isDenseSite(site) ||
      "LRT needs one pre-activation per weight vector; positions of a convolution share it";
  },
  noiseShape: (site) => [batchOf(site), site.family.mean.shape[1]!],
  draw: (site, source) =>
    tidyDraw(() => {
      const { mean, variance } = momentsOf(gaussianSite(site));
      const noise = noiseFrom(source, mean.shape);
      const preactivations = gaussianSample(mean, variance, { noise });
      return { preactivations: likeInputs(site, preactivations), info: NO_SOLVER };
    }),
  cost: momentCost,
};

/** Mean Xµ and variance X² σ² of the pre-activations of a mean-field dense layer. shapes: [B, O] */
export function momentsOf(site: GaussianSite): { mean: tf.Tensor2D; variance: tf.Tensor2D } {
  const family = weightFamily(site);
  return preactivationMoments(denseInputs(site), { mean: family.mean, variance: family.variance() });
}

/** Two products of [B, n] with [n, O] and the elementwise work around them. */
export function momentCost({ map, family }: GaussianSite): { fixed: number; perIteration: number } {
  const [n, units] = family.mean.shape as [number, number];
  const batch = map.batch!;
  return { fixed: 4 * batch * n * units + batch * n + n * units + 3 * batch * units, perIteration: 0 };
}
