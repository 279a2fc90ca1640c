/**
 * A Bayesian last or hidden layer: deterministic features, and one Gaussian over the weights of all units together.
 *
 * The weights are one vector of units × (features + 1) variables, diagonal, full or low-rank, with a draw for
 * each example. What follows it is the map I ⊗ φ(x)ᵀ, as many outputs as units: far fewer than variables, and
 * under a correlated posterior no local reparameterisation applies.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  denseMap,
  type Draw,
  type FamilyKind,
  type GaussianFamily,
  type Key,
  split,
} from "../../estimators/mod.ts";
import {
  type BayesianClassifier,
  crossEntropy,
  logMeanSoftmax,
  samplePasses,
  targetOf,
} from "../classifier.ts";
import { estimatorFor } from "../layer_estimator.ts";
import { denseLayer } from "../layers/dense.ts";
import type { FeatureBody } from "../layers/feature_body.ts";
import { gaussianVector, vectorBlocks } from "../layers/gaussian_vector.ts";
import type { ObjectiveOptions } from "../types.ts";

/** Settings of {@linkcode bayesLastLayer}. */
export interface BayesLastLayerOptions {
  /** Key of the start values. */
  readonly key: Key;
  /** Makes the features from a key of their own: `fixedFeatures` or `trainedFeatures`. */
  readonly body: (key: Key) => FeatureBody;
  /** Number of classes. */
  readonly classes: number;
  /** Number of training examples, over which the Kullback–Leibler term is spread. */
  readonly trainingExamples: number;
  /**
   * Units of the Gaussian layer where it is a hidden one: tanh and a deterministic dense layer to the classes follow.
   * @default none: its outputs are the classes' logits
   */
  readonly hidden?: number;
  /** Covariance structure of the weights' posterior. @default "full" */
  readonly family?: FamilyKind;
  /** Columns of a low-rank posterior's factor. @default 1 */
  readonly rank?: number;
  /** Standard deviation of the prior. @default 1 */
  readonly priorScale?: number;
  /** Standard deviation of a weight at the start. @default 0.3 */
  readonly initialScale?: number;
}

/** Layer name of the weights in records. */
export const LAST_LAYER = "last-layer";

/** Layer name of the weights where a deterministic layer follows. */
export const HIDDEN_LAYER = "hidden-layer";

/**
 * A classifier with a Bayesian last layer.
 *
 * Parameters: `mean`, `scale` and, for a low-rank posterior, `factor` (see `gaussianVector`), and the body's.
 *
 * @throws {RangeError} for fewer than one class or training example, or an invalid posterior.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { getEstimator, key, useBackend } from "../../estimators/mod.ts";
 * import { bayesLastLayer } from "./bayes_last_layer.ts";
 * import { parameterGradients } from "../model_gradients.ts";
 * import { trainedFeatures } from "../layers/feature_body.ts";
 *
 * await useBackend("cpu");
 * const body = (own: ReturnType<typeof key>) => trainedFeatures({ widths: [6, 4], key: own });
 * const model = bayesLastLayer({ key: key(0), body, classes: 3, trainingExamples: 10, family: "low-rank" });
 * const batch = { images: tf.ones([2, 6]) as tf.Tensor2D, labels: tf.tensor1d([0, 2], "int32") };
 * const { value } = parameterGradients(model, batch, { estimator: getEstimator("r2g2"), key: key(1) });
 * console.assert(value.dataSync()[0]! > 0);
 * ```
 */
export function bayesLastLayer(options: BayesLastLayerOptions): BayesianClassifier {
  const { key, classes, trainingExamples, family = "full", rank = 1, priorScale = 1, initialScale = 0.3 } =
    options;
  const { hidden } = options;
  const layer = hidden === undefined ? LAST_LAYER : HIDDEN_LAYER;
  const units = hidden ?? classes;
  for (const [name, value] of Object.entries({ classes, trainingExamples, hidden: units })) {
    if (!(value >= 1)) throw new RangeError(`${layer}: ${name} is ${value}; wanted at least 1`);
  }
  const [posteriorKey, bodyKey, headKey] = split(key, 3) as [Key, Key, Key];
  const body = options.body(bodyKey);
  const variables = (body.features + 1) * units;
  const weights = gaussianVector({ family, variables, rank, scale: initialScale, key: posteriorKey });
  const head = hidden === undefined
    ? undefined
    : denseLayer({ inputs: units, outputs: classes, key: headKey });
  const parameters = new Map<string, tf.Variable>([
    ...Object.entries({ ...weights.parameters, ...body.parameters }),
    ...Object.entries(head?.parameters ?? {}).map(([name, own]) => [`head/${name}`, own] as const),
  ]);
  const logitsOf = ({ preactivations }: Draw) =>
    head === undefined ? preactivations : head.apply(tf.tanh(preactivations));
  const draw = (
    images: tf.Tensor2D,
    { gaussian, estimator, key: drawKey, probe }: ObjectiveOptions & { readonly gaussian: GaussianFamily },
  ) => {
    const plain = withBias(body.apply(images));
    const map = denseMap(perUnit(probe?.("features", plain) ?? plain, units));
    return estimatorFor(estimator, layer).draw({ map, family: gaussian }, drawKey);
  };
  return {
    name: layer,
    options: {
      ...{ family, variables },
      ...(family === "low-rank" ? { rank } : {}),
      ...(hidden === undefined ? {} : { hidden }),
    },
    parameters,
    blocks: [
      ...vectorBlocks(layer, weights),
      { layer, block: "upstream", source: { probe: "features" } },
    ],
    objective(batch, objective) {
      const target = targetOf(layer, { batch, classes });
      const gaussian = weights.family();
      const passes = samplePasses(objective, (pass) => {
        const own = draw(batch.images, { ...pass, gaussian });
        const losses = crossEntropy(logitsOf(own), target);
        return { losses, draws: [{ layer, draw: own }] };
      });
      const kl = tf.mean(gaussian.klToPrior(priorScale));
      return { passes, regulariser: tf.div(kl, trainingExamples) };
    },
    logPredictive: (images, objective) =>
      logMeanSoftmax(
        images,
        objective,
        (pass) => logitsOf(draw(images, { ...pass, gaussian: weights.family() })),
      ),
    dispose: () => tf.dispose([...parameters.values(), ...body.fixed]),
  };
}

function withBias(features: tf.Tensor2D): tf.Tensor2D {
  return tf.concat([features, tf.ones([features.shape[0], 1])], 1);
}

/** Row u holds the features at the weights of unit u: I ⊗ φᵀ. shape: [B, F] -> [B, units, units · F] */
function perUnit(features: tf.Tensor, units: number): tf.Tensor {
  const [batch, count] = features.shape as [number, number];
  const blocks = tf.mul(
    tf.reshape(features, [batch, 1, 1, count]),
    tf.reshape(tf.eye(units), [1, units, units, 1]),
  );
  return tf.reshape(blocks, [batch, units, units * count]);
}
