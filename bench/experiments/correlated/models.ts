/**
 * Two models whose Gaussian is not mean-field: a Bayesian last layer, and a latent before a narrow map.
 *
 * `last-layer`: fixed random tanh features of an image and a bias, 15 + 1; a weight vector for every class,
 * all of them one Gaussian vector of 16 · classes variables with a draw for each example; softmax. Its map is
 * I ⊗ φᵀ, with as many outputs as classes. `latent`: a vector of 40 variables for every example of the
 * minibatch, a map to 10 pre-activations, tanh, fixed random weights to the pixels, Bernoulli.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  bernoulliLogLikelihood,
  denseMap,
  foldIn,
  type Key,
  normal,
  split,
} from "../../../estimators/mod.ts";
import {
  bayesLastLayer,
  estimatorFor,
  fixedFeatures,
  gaussianVector,
  type ImageDataset,
  type Model,
  type Pass,
  vectorBlocks,
} from "../../../models/mod.ts";

/** Names of the models. */
export const CORRELATED_MODELS = ["last-layer", "latent"] as const;
/** Covariance structures; `diagonal` for comparison. */
export const FAMILIES = ["diagonal", "full", "low-rank"] as const;

/** Settings of {@linkcode correlatedModel}. */
export interface CorrelatedModelOptions {
  readonly model: (typeof CORRELATED_MODELS)[number];
  readonly family: (typeof FAMILIES)[number];
  /** Columns of a low-rank family's factor. */
  readonly rank: number;
  readonly dataset: ImageDataset;
  /** Examples of a minibatch: a latent's parameters are one for each. */
  readonly batchSize: number;
  readonly key: Key;
}

/** Features with the bias; variables of the latent and outputs of its map. */
const [FEATURES, LATENTS, OUTPUTS] = [16, 40, 10];

/** A model that training and measurement see like any other; blocks are those of its one layer. */
export function correlatedModel(options: CorrelatedModelOptions): Model {
  if (options.model === "latent") return latent(options);
  const { family, rank, dataset, key } = options;
  const pixels = pixelsOf(dataset);
  return bayesLastLayer({
    key,
    family,
    rank,
    body: (own) => fixedFeatures({ pixels, features: FEATURES - 1, key: own }),
    classes: dataset.classes,
    trainingExamples: dataset.train.count,
  });
}

function pixelsOf({ height, width, channels }: ImageDataset): number {
  return height * width * channels;
}

const LAYER = "latent";

function latent({ family, rank, dataset, batchSize, key }: CorrelatedModelOptions): Model {
  const [posteriorKey, fixedKey] = split(key, 2) as [Key, Key];
  const [mapKey, decoderKey] = split(fixedKey, 2) as [Key, Key];
  const vector = gaussianVector({ family, variables: LATENTS, vectors: batchSize, rank, key: posteriorKey });
  const weights = tf.tidy(() => tf.variable(tf.div(normal(mapKey, [OUTPUTS, LATENTS]), Math.sqrt(LATENTS))));
  const decoder = tf.tidy(() => tf.div(normal(decoderKey, [OUTPUTS, pixelsOf(dataset)]), Math.sqrt(OUTPUTS)));
  const parameters = new Map(Object.entries({ ...vector.parameters, weights }));
  return {
    name: LAYER,
    options: { family, variables: LATENTS, ...(family === "low-rank" ? { rank } : {}) },
    parameters,
    blocks: [
      ...vectorBlocks(LAYER, vector),
      { layer: LAYER, block: "upstream", source: { parameter: "weights" } },
    ],
    objective({ images }, { samples = 1, estimator, key: objectiveKey }) {
      const gaussian = vector.family();
      const passes = Array.from({ length: samples }, (_, s): Pass => {
        const site = { map: denseMap(weights), family: gaussian };
        const drawKey = samples === 1 ? objectiveKey : foldIn(objectiveKey, s);
        const draw = estimatorFor(estimator, LAYER).draw(site, drawKey);
        const logits = tf.matMul(tf.tanh(draw.preactivations) as tf.Tensor2D, decoder as tf.Tensor2D);
        return { losses: tf.neg(bernoulliLogLikelihood(logits, images)), draws: [{ layer: LAYER, draw }] };
      });
      return { passes, regulariser: tf.mean(gaussian.klToPrior(1)) };
    },
    dispose: () => tf.dispose([...parameters.values(), decoder]),
  };
}
