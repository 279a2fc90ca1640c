/**
 * Flipout: one weight perturbation, with random signs that decorrelate it between examples.
 *
 * Source: Wen, Vicol, Ba, Tran, Grosse 2018, eq. 4: Z = Xµ + ((X ⊙ S)(σ ⊙ ε)) ⊙ R with sign matrices S, R.
 * A symmetric perturbation times independent signs has its own law again, so each example's z is exact.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Draw, Estimator, GaussianSite, NoiseSource } from "./types.ts";
import { foldIn } from "./random/mod.ts";
import { normal } from "./random/tensors.ts";
import {
  batchOf,
  constant,
  denseInputs,
  gaussianSite,
  isWeightSite,
  likeInputs,
  NO_SOLVER,
  noiseFrom,
  tidyDraw,
  weightFamily,
} from "./site.ts";

/** Flipout for mean-field dense layers. */
export const flipout: Estimator = {
  name: "flipout",
  label: "Flipout",
  unbiased: true,
  options: {},
  supports(site) {
    if (!isWeightSite(site)) return "flipout perturbs a layer's weights; a latent vector has none";
    return site.map.outputs === 1 || "flipout over several positions is not built";
  },
  /** One vector: the perturbation [n, O], then the examples' signs [B, n] and [B, O] as normals. */
  noiseShape(site) {
    const [n, units] = site.family.mean.shape as [number, number];
    return [n * units + batchOf(site) * (n + units)];
  },
  draw: (site, source) => tidyDraw(() => perturb(site, source)),
  cost({ map, family }) {
    const [n, units] = family.mean.shape as [number, number];
    return { fixed: 4 * map.batch! * n * units + n * units + map.batch! * (n + 2 * units), perIteration: 0 };
  },
};

function perturb(site: GaussianSite, source: NoiseSource): Draw {
  const family = weightFamily(gaussianSite(site));
  const x = denseInputs(site);
  const { perturbation, rowSigns, columnSigns } = splitNoise(site, source);
  const weights = family.applyRoot(perturbation) as tf.Tensor2D;
  const deviation = tf.mul(tf.matMul(tf.mul(x, rowSigns) as tf.Tensor2D, weights), columnSigns);
  const mean = tf.matMul(x, family.mean as tf.Tensor2D);
  return { preactivations: likeInputs(site, tf.add(mean, deviation)), info: NO_SOLVER };
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
    perturbation: perturbation!.reshape([n, units]),
    rowSigns: signs(rows!.reshape([batch, n])),
    columnSigns: signs(columns!.reshape([batch, units])),
  };
}

/** ±1 with equal probability from standard normals; tf.sign would give 0 for an exact 0. */
function signs(normals: tf.Tensor): tf.Tensor {
  return constant(() => tf.sub(tf.mul(tf.cast(tf.greaterEqual(normals, 0), "float32"), 2), 1));
}
