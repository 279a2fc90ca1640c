/**
 * Gradient variance at a layer's weights: O independent vectors of n weights under an input of P positions for
 * every example of a minibatch, as in a convolution, or for P = 1 in a dense layer.
 *
 * The loss couples positions and units by a random quadratic form. Estimators differ here in what examples
 * share, so that a minibatch is measured as a whole: pairs of independent gradients, as in
 * `measure/gradient_variance.ts`.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  diagonal,
  type Estimator,
  foldIn,
  type GaussianSite,
  gradients,
  inputMap,
  type Key,
  normal,
  split,
} from "../../../estimators/mod.ts";
import { quadraticLoss, randomQuadratic } from "../../../estimators/testing/mod.ts";
import { disposeSite } from "../../measure/captured_site.ts";
import { halfSquaredDistances } from "../../measure/pair_distances.ts";
import type { SiteVariance } from "./site_variance.ts";

/** Sizes of a layer and its minibatch. */
export interface WeightSiteShape {
  /** P: positions of an example. */
  readonly outputs: number;
  /** n: weights of a unit. */
  readonly inputs: number;
  /** O: units. */
  readonly units: number;
  /** B: examples. */
  readonly batch: number;
}

/** Settings of {@linkcode weightSiteVariance}. */
export interface WeightSiteOptions {
  readonly estimator: Estimator;
  /** Key of the site and its loss: the same site for every estimator. */
  readonly problem: Key;
  /** Key of the draws. */
  readonly noise: Key;
  /** Independent pairs of gradients. */
  readonly pairs: number;
}

/** Standard deviation of every weight, in units of 1 / √n. */
const SCALE = 0.5;

/**
 * Half squared distances of pairs, by block; `upstream` is the gradient of the layer's input.
 *
 * @throws {RangeError} if the estimator does not support the site.
 */
export async function weightSiteVariance(
  shape: WeightSiteShape,
  { estimator, problem, noise, pairs }: WeightSiteOptions,
): Promise<SiteVariance> {
  const [siteKey, lossKey] = split(problem, 2) as [Key, Key];
  const site = makeSite(shape, siteKey);
  const { outputs: rows, units: columns } = shape;
  const loss = quadraticLoss(randomQuadratic(lossKey, { rows, columns, curved: true }));
  const result: SiteVariance = { mean: [], scale: [], upstream: [] };
  try {
    for (let pair = 0; pair < pairs; pair++) {
      const distances = tf.tidy(() => {
        const [first, second] = [0, 1].map((half) =>
          Object.values(gradients(estimator, site, foldIn(noise, 2 * pair + half), { loss }).blocks)
        );
        return halfSquaredDistances(first!, second!);
      });
      const [mean, scale, upstream] = await distances.data();
      distances.dispose();
      result.mean.push(mean!);
      result.scale.push(scale!);
      result.upstream.push(upstream!);
    }
    return result;
  } finally {
    disposeSite(site);
  }
}

/** Inputs as a ReLU leaves them, half of them zero; weights of size 1/√n. */
function makeSite({ outputs, inputs, units, batch }: WeightSiteShape, key: Key): GaussianSite {
  const [inputKey, meanKey] = split(key, 2) as [Key, Key];
  const values = tf.tidy(() => tf.relu(normal(inputKey, [batch, outputs, inputs])));
  const size = 1 / Math.sqrt(inputs);
  return {
    map: inputMap(values),
    family: diagonal(
      tf.tidy(() => tf.mul(size, normal(meanKey, [inputs, units]))),
      tf.fill([inputs, units], SCALE * size),
    ),
  };
}
