/**
 * Bayesian logistic regression: p(y | x, w) = σ(y wᵀx), y = ±1, w ~ N(0, priorScale² I), q(w) a Gaussian.
 *
 * A diagonal posterior is a layer's weights (n × 1): local reparameterisation and flipout apply. A full
 * or low-rank one is a vector before a map of one row, xᵀ, with a draw for each example: R2-G2's largest
 * reduction, n to 1.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  denseMap,
  diagonalLogScale,
  type FamilyKind,
  type GaussianSite,
  inputMap,
  type Key,
} from "../../estimators/mod.ts";
import { samplePasses } from "../classifier.ts";
import { estimatorFor } from "../layer_estimator.ts";
import { type GaussianVector, gaussianVector, vectorBlocks } from "../layers/gaussian_vector.ts";
import type { Batch, Model, ObjectiveOptions } from "../types.ts";

/** Settings of {@linkcode logisticRegression}. */
export interface LogisticRegressionOptions {
  /** Key of the start values. */
  readonly key: Key;
  /** Inputs of an example, without the constant one that is added. */
  readonly inputs: number;
  /** Number of training examples, over which the Kullback–Leibler term is spread. */
  readonly trainingExamples: number;
  /** Covariance structure of the posterior. @default "full" */
  readonly family?: FamilyKind;
  /** Columns of a low-rank posterior's factor. @default 1 */
  readonly rank?: number;
  /** Standard deviation of the prior. @default 1 */
  readonly priorScale?: number;
  /** Standard deviation of a weight at the start. @default 0.3 */
  readonly initialScale?: number;
}

/** A Bayesian logistic regression. */
export interface LogisticRegression extends Model {
  /** P(y = 1 | x), a mean over weight samples. shape: [B, inputs] -> [B] */
  predict(inputs: tf.Tensor2D, options: ObjectiveOptions): tf.Tensor1D;
}

/** Layer name of the weights in records. */
export const LOGISTIC_LAYER = "weights";

/**
 * Batches have the inputs as `images` [B, inputs] and labels −1 and 1.
 *
 * @throws {RangeError} for sizes below one, or an invalid posterior.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { getEstimator, key, useBackend } from "../../estimators/mod.ts";
 * import { parameterGradients } from "../model_gradients.ts";
 * import { logisticRegression } from "./logistic_regression.ts";
 *
 * await useBackend("cpu");
 * const model = logisticRegression({ key: key(0), inputs: 2, trainingExamples: 3 });
 * const images = tf.tensor2d([[0, 1], [1, 0], [1, 1]]);
 * const batch = { images, labels: tf.tensor1d([-1, 1, 1], "int32") };
 * const { value } = parameterGradients(model, batch, { estimator: getEstimator("r2g2"), key: key(1) });
 * console.assert(value.dataSync()[0]! > 0);
 * ```
 */
export function logisticRegression(options: LogisticRegressionOptions): LogisticRegression {
  const { key, inputs, trainingExamples, family = "full", rank = 1, priorScale = 1, initialScale = 0.3 } =
    options;
  for (const [name, value] of Object.entries({ inputs, trainingExamples })) {
    if (!(value >= 1)) throw new RangeError(`logistic: ${name} is ${value}; wanted at least 1`);
  }
  const variables = inputs + 1;
  const weights = gaussianVector({ family, variables, rank, scale: initialScale, key });
  const parameters = new Map(Object.entries(weights.parameters));
  /** Logits of an example's label being 1. shape: [B] */
  const draw = (images: tf.Tensor2D, { estimator, key: drawKey, probe }: ObjectiveOptions) => {
    const plain = tf.concat([images, tf.ones([images.shape[0], 1])], 1);
    const site = siteOf(weights, probe?.("inputs", plain) ?? plain);
    const own = estimatorFor(estimator, LOGISTIC_LAYER).draw(site, drawKey);
    return { own, logits: tf.reshape(own.preactivations, [-1]) };
  };
  return {
    name: "logistic",
    options: { family, variables, priorScale, ...(family === "low-rank" ? { rank } : {}) },
    parameters,
    // Inputs are data, so nothing is learned upstream.
    blocks: vectorBlocks(LOGISTIC_LAYER, weights),
    objective(batch, objective) {
      const signs = signsOf(batch);
      const passes = samplePasses(objective, (pass) => {
        const { own, logits } = draw(batch.images, pass);
        return {
          losses: tf.softplus(tf.neg(tf.mul(signs, logits))),
          draws: [{ layer: LOGISTIC_LAYER, draw: own }],
        };
      });
      return { passes, regulariser: tf.div(weights.family().klToPrior(priorScale), trainingExamples) };
    },
    predict: (images, objective) =>
      tf.tidy(() => {
        const passes = samplePasses(objective, (pass) => tf.sigmoid(draw(images, pass).logits));
        return tf.mean(tf.stack(passes), 0) as tf.Tensor1D;
      }),
    dispose: () => tf.dispose([...parameters.values()]),
  };
}

/** A layer's weights where they are independent, else a vector and a map of one row for each example. */
function siteOf(weights: GaussianVector, inputs: tf.Tensor): GaussianSite {
  const family = weights.family();
  if (family.kind !== "diagonal") return { map: denseMap(tf.expandDims(inputs, 1)), family };
  const { mean, scale } = weights.parameters;
  return {
    map: inputMap(inputs),
    family: diagonalLogScale(tf.expandDims(mean!, 1), tf.expandDims(scale!, 1)),
  };
}

function signsOf({ labels }: Batch): tf.Tensor1D {
  if (labels !== undefined) return tf.cast(labels, "float32");
  throw new TypeError("logistic: the batch has no labels; wanted -1 and 1");
}
