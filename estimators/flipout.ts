/**
 * Flipout: one weight perturbation, with random signs that decorrelate it between examples.
 *
 *     Z = X µ + ((X ⊙ S)(σ ⊙ ε)) ⊙ R      S, R: signs of every example's inputs and units
 *
 * Source: Wen, Vicol, Ba, Tran, Grosse 2018, eq. 4. A symmetric perturbation times independent signs has its own
 * law again, so each example's z is exact.
 *
 * Over several positions: for fixed signs s_k and r_o of one example, s_k r_o ε_ko are independent standard
 * normals again, whatever the signs, for each is one normal with its sign. So w_ko = µ_ko + s_k r_o σ_ko ε_ko is
 * a draw of that example's weights, the same for all of its positions, and X_b w has the law N(X_b µ, G) over
 * positions too. Signs that changed from position to position would leave each z_p its variance and break
 * their covariances. Across examples E[s_k s'_k] = 0: their deviations are uncorrelated.
 * @module
 */
import { LABELS } from "./labels.ts";
import * as tf from "@tensorflow/tfjs";
import type { Draw, Estimator, GaussianSite, NoiseSource } from "./types.ts";
import { foldIn } from "./random/mod.ts";
import { normal } from "./random/tensors.ts";
import { inputProduct, meanFlops, positionSizes } from "./reparameterisation.ts";
import {
  batchOf,
  constant,
  gaussianSite,
  isWeightSite,
  NO_SOLVER,
  noiseFrom,
  patches,
  tidyDraw,
  weightFamily,
  withoutPositions,
} from "./site.ts";

/** Flipout for mean-field layers, dense and convolutional. */
export const flipout: Estimator = {
  name: "flipout",
  label: LABELS.flipout,
  unbiased: true,
  options: {},
  supports(site) {
    return isWeightSite(site) || "flipout perturbs a layer's weights; a latent vector has none";
  },
  /** One vector: the perturbation [n, O], then the examples' signs [B, n] and [B, O] as normals. */
  noiseShape(site) {
    const [n, units] = site.family.mean.shape as [number, number];
    return [n * units + batchOf(site) * (n + units)];
  },
  draw: (site, source) => tidyDraw(() => perturb(site, source)),
  cost(site) {
    const sizes = positionSizes(site);
    const { batch, positions, inner, cols } = sizes;
    const normals = 4 * (inner * cols + batch * (inner + cols));
    const signs = 2 * batch * (inner + cols) + batch * positions * (inner + 2 * cols);
    return { fixed: 2 * meanFlops(sizes) + inner * cols + normals + signs, perIteration: 0 };
  },
};

function perturb(site: GaussianSite, source: NoiseSource): Draw {
  const family = weightFamily(gaussianSite(site));
  const { perturbation, rowSigns, columnSigns } = splitNoise(site, source);
  const weights = family.applyRoot(perturbation) as tf.Tensor2D;
  // Signs of an example's inputs and units, the same for all of its positions.
  const signed = tf.mul(patches(site), tf.expandDims(rowSigns, 1));
  const product = inputProduct({ ...site, map: { ...site.map, matrix: signed } }, weights);
  const deviation = withoutPositions(site, tf.mul(product, tf.expandDims(columnSigns, 1)));
  const mean = inputProduct(site, family.mean as tf.Tensor2D);
  return { preactivations: tf.add(mean, deviation), info: NO_SOLVER };
}

function splitNoise(site: GaussianSite, source: NoiseSource) {
  const [n, units] = site.family.mean.shape as [number, number];
  const batch = batchOf(site);
  if (!(source instanceof tf.Tensor)) {
    return {
      perturbation: normal(foldIn(source, 0), [n, units]),
      rowSigns: signs(normal(foldIn(source, 1), [batch, n])),
      columnSigns: signs(normal(foldIn(source, 2), [batch, units])),
    };
  }
  const noise = noiseFrom(source, [n * units + batch * (n + units)]);
  const [perturbation, rows, columns] = tf.split(noise, [n * units, batch * n, batch * units]);
  return {
    perturbation: tf.reshape(perturbation!, [n, units]),
    rowSigns: signs(tf.reshape(rows!, [batch, n])),
    columnSigns: signs(tf.reshape(columns!, [batch, units])),
  };
}

/** ±1 with equal probability from standard normals; tf.sign would give 0 for an exact 0. */
function signs(normals: tf.Tensor): tf.Tensor {
  return constant(() => tf.sub(tf.mul(tf.cast(tf.greaterEqual(normals, 0), "float32"), 2), 1));
}
