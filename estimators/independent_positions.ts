/**
 * LRT as if the positions of a convolution had weights of their own: a reference with the wrong law.
 *
 *     z_p = x_p µ + √(x_p² σ²) ε_p      a new ε_p at every position p
 *
 * Kingma, Salimans, Welling 2015, section 4, assume that activations at different positions are independent, and
 * draw each from its own mean and variance. Their covariances, G off its diagonal, are lost: every single z_p
 * has its law, the vector over positions does not, and neither value nor gradient of a loss that combines
 * positions is unbiased. Useful only to show what that assumption costs.
 * @module
 */
import { LABELS } from "./labels.ts";
import * as tf from "@tensorflow/tfjs";
import type { Estimator } from "./types.ts";
import { gaussianSample } from "./backend/ops/mod.ts";
import { inputProduct, meanFlops, positionSizes } from "./reparameterisation.ts";
import {
  batchOf,
  gaussianSite,
  isWeightSite,
  NO_SOLVER,
  noiseFrom,
  positionsOf,
  tidyDraw,
  weightFamily,
  withoutPositions,
} from "./site.ts";

/**
 * z_p = x_p µ + √(x_p² σ²) ε_p with an ε for every position; LRT itself where there is one.
 *
 * It is not among `estimatorNames()`: no suite takes it that does not name it.
 *
 * @example
 * ```ts
 * import { getEstimator } from "./registry.ts";
 * console.assert(!getEstimator("lrt-independent-positions").unbiased);
 * ```
 */
export const independentPositions: Estimator = {
  name: "lrt-independent-positions",
  label: LABELS["lrt-independent-positions"],
  unbiased: false,
  options: {},
  supports: (site) =>
    isWeightSite(site) || "LRT needs a layer's weights; here one latent vector feeds several pre-activations",
  noiseShape: (site) => [batchOf(site), positionsOf(site), site.family.mean.shape[1]!],
  draw: (site, source) =>
    tidyDraw(() => {
      const family = weightFamily(gaussianSite(site));
      const squares = { ...site, map: { ...site.map, matrix: tf.square(site.map.matrix) } };
      const variance = inputProduct(squares, family.variance() as tf.Tensor2D);
      const noise = withoutPositions(site, noiseFrom(source, independentPositions.noiseShape(site, 1)));
      const mean = inputProduct(site, family.mean as tf.Tensor2D);
      return { preactivations: gaussianSample(mean, variance, { noise }), info: NO_SOLVER };
    }),
  cost(site) {
    const sizes = positionSizes(site);
    const { batch, positions, inner, cols } = sizes;
    const small = batch * positions * (inner + 7 * cols) + inner * cols;
    return { fixed: 2 * meanFlops(sizes) + small, perIteration: 0 };
  },
};
