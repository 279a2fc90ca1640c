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
  diagonalLogScale,
  foldIn,
  full,
  type GaussianFamily,
  type Key,
  lowRank,
  normal,
  split,
} from "../../estimators/mod.ts";
import {
  type Batch,
  estimatorFor,
  type GradientBlock,
  type ImageDataset,
  type Model,
  type ObjectiveOptions,
  type Pass,
} from "../../models/mod.ts";

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

const [FEATURES, LATENTS, OUTPUTS] = [16, 40, 10];
/** Standard deviation of one variable at the start, and share of it that others cause. */
const [SCALE, COMMON] = [0.3, 0.5];

/** A model that training and measurement see like any other; blocks are those of its one layer. */
export function correlatedModel(options: CorrelatedModelOptions): Model {
  const { model, family, rank, dataset, key } = options;
  const [parameterKey, fixedKey] = split(key, 2) as [Key, Key];
  const variables = model === "last-layer" ? FEATURES * dataset.classes : LATENTS;
  const vectors = model === "last-layer" ? [] : [options.batchSize];
  const posterior = startValues(family, { variables, vectors, rank, key: parameterKey });
  const pixels = dataset.height * dataset.width * dataset.channels;
  const made = model === "last-layer"
    ? lastLayer(dataset, { pixels, key: fixedKey })
    : latent({ pixels, key: fixedKey });
  const parameters = new Map(Object.entries({ ...posterior.parameters, ...made.parameters }));
  return {
    name: model,
    options: { family, variables, ...(family === "low-rank" ? { rank } : {}) },
    parameters,
    blocks: [...posterior.blocks, made.upstream].map((block) => ({
      ...block,
      layer: `${model}${block.layer}`,
    })),
    objective(batch, { samples = 1, ...objective }) {
      const gaussian = posterior.family();
      const passes = Array.from({ length: samples }, (_, s) => {
        const drawKey = samples === 1 ? objective.key : foldIn(objective.key, s);
        return made.pass(batch, { ...objective, key: drawKey, gaussian, layer: model });
      });
      const kl = tf.mean(gaussian.klToPrior(1));
      return { passes, regulariser: vectors.length === 0 ? tf.div(kl, dataset.train.count) : kl };
    },
    dispose: () => tf.dispose([...parameters.values(), ...made.fixed]),
  };
}

interface Posterior {
  readonly parameters: Readonly<Record<string, tf.Variable>>;
  /** Layers are suffixes of the model's name. */
  readonly blocks: readonly GradientBlock[];
  family(): GaussianFamily;
}

const OWN_BLOCKS: readonly GradientBlock[] = [
  { layer: "", block: "mean", source: { parameter: "mean" } },
  { layer: "", block: "scale", source: { parameter: "scale" } },
];

/** Means of size 1/√n and, beyond the diagonal family, correlated variables of standard deviation SCALE. */
function startValues(
  family: CorrelatedModelOptions["family"],
  { variables: n, vectors, rank, key }: { variables: number; vectors: number[]; rank: number; key: Key },
): Posterior {
  const [meanKey, rootKey] = split(key, 2) as [Key, Key];
  const variable = (value: () => tf.Tensor) => tf.variable(tf.tidy(value));
  const mean = variable(() => tf.div(normal(meanKey, [...vectors, n]), Math.sqrt(n)));
  if (family === "full") {
    const scale = variable(() => lowerTriangular(rootKey, vectors, n));
    return { parameters: { mean, scale }, blocks: OWN_BLOCKS, family: () => full(mean, scale) };
  }
  const own = family === "diagonal" ? SCALE : SCALE * Math.sqrt(1 - COMMON);
  const scale = variable(() => tf.fill([...vectors, n], Math.log(own)));
  if (family === "diagonal") {
    return { parameters: { mean, scale }, blocks: OWN_BLOCKS, family: () => diagonalLogScale(mean, scale) };
  }
  const factor = variable(() =>
    tf.mul(SCALE * Math.sqrt(COMMON / rank), normal(rootKey, [...vectors, n, rank]))
  );
  return {
    parameters: { mean, scale, factor },
    blocks: [...OWN_BLOCKS, { layer: "/factor", block: "scale", source: { parameter: "factor" } }],
    family: () => lowRank(mean, tf.exp(scale), factor),
  };
}

/** Rows of length near SCALE: COMMON of the variance left of the diagonal, the rest on it. */
function lowerTriangular(key: Key, vectors: readonly number[], n: number): tf.Tensor {
  const mask = Float32Array.from({ length: n * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    return column < row ? SCALE * Math.sqrt(COMMON / row) : 0;
  });
  const diagonal = tf.mul(tf.eye(n), SCALE * Math.sqrt(1 - COMMON));
  return tf.add(tf.mul(normal(key, [...vectors, n, n]), tf.tensor2d(mask, [n, n])), diagonal);
}

interface PassOptions extends Omit<ObjectiveOptions, "samples"> {
  readonly gaussian: GaussianFamily;
  readonly layer: string;
}

interface Likelihood {
  readonly parameters: Readonly<Record<string, tf.Variable>>;
  /** Tensors that are not trained. */
  readonly fixed: readonly tf.Tensor[];
  readonly upstream: GradientBlock;
  pass(batch: Batch, options: PassOptions): Pass;
}

function lastLayer(
  { classes }: ImageDataset,
  { pixels, key }: { readonly pixels: number; readonly key: Key },
): Likelihood {
  const projection = tf.tidy(() => tf.mul(normal(key, [pixels, FEATURES - 1]), 2 / Math.sqrt(pixels)));
  return {
    parameters: {},
    fixed: [projection],
    upstream: { layer: "", block: "upstream", source: { probe: "features" } },
    pass({ images, labels }, { estimator, key: drawKey, probe, gaussian, layer }) {
      const batch = images.shape[0];
      const projected = tf.tanh(tf.matMul(images, projection as tf.Tensor2D));
      const plain = tf.concat([projected, tf.ones([batch, 1])], 1);
      const features = probe?.("features", plain) ?? plain;
      // Row c of the map holds the features at the weights of class c: I ⊗ φᵀ.
      const blocks = tf.mul(
        tf.reshape(features, [batch, 1, 1, FEATURES]),
        tf.reshape(tf.eye(classes), [1, classes, classes, 1]),
      );
      const map = denseMap(tf.reshape(blocks, [batch, classes, classes * FEATURES]));
      const draw = estimatorFor(estimator, layer).draw({ map, family: gaussian }, drawKey);
      const logProbabilities = tf.logSoftmax(draw.preactivations as tf.Tensor2D);
      const losses = tf.neg(tf.sum(tf.mul(logProbabilities, tf.oneHot(labels!, classes)), -1));
      return { losses, draws: [{ layer, draw }] };
    },
  };
}

function latent({ pixels, key }: { readonly pixels: number; readonly key: Key }): Likelihood {
  const [mapKey, decoderKey] = split(key, 2) as [Key, Key];
  const weights = tf.variable(
    tf.tidy(() => tf.div(normal(mapKey, [OUTPUTS, LATENTS]), Math.sqrt(LATENTS))),
  );
  const decoder = tf.tidy(() => tf.div(normal(decoderKey, [OUTPUTS, pixels]), Math.sqrt(OUTPUTS)));
  return {
    parameters: { weights },
    fixed: [decoder],
    upstream: { layer: "", block: "upstream", source: { parameter: "weights" } },
    pass({ images }, { estimator, key: drawKey, gaussian, layer }) {
      const site = { map: denseMap(weights), family: gaussian };
      const draw = estimatorFor(estimator, layer).draw(site, drawKey);
      const logits = tf.matMul(tf.tanh(draw.preactivations) as tf.Tensor2D, decoder as tf.Tensor2D);
      return { losses: tf.neg(bernoulliLogLikelihood(logits, images)), draws: [{ layer, draw }] };
    },
  };
}
