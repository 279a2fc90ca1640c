/**
 * Monte-Carlo gradient estimators of latent-Gaussian models, and the tools to compare them.
 *
 * These names are stable. A Gaussian vector and the linear map that follows it are a *site*; an estimator turns a
 * site into pre-activations that tfjs differentiates. Axes: `B` examples, `n` Gaussian variables, `m` pre-activations,
 * `r` columns of a low-rank factor. What a function returns belongs to its caller, who disposes it.
 *
 * @example R2-G2 for one site of your own model
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { denseMap, diagonal, getEstimator, key, normal, preactivations, useBackend } from "@r2g2/bench";
 *
 * await useBackend("cpu"); // "auto" takes the fastest available backend
 * const [mean, scale, weights] = [tf.zeros([8, 50]), tf.ones([8, 50]), normal(key(1), [10, 50])];
 * const gradientOfScale = tf.grad((s: tf.Tensor) => {
 *   const site = { map: denseMap(weights), family: diagonal(mean, s) };
 *   return tf.mean(tf.square(preactivations(getEstimator("r2g2"), site, key(0))));
 * })(scale);
 * console.assert(gradientOfScale.shape[1] === 50);
 * ```
 * @module
 */
export {
  BackendError,
  type BackendInfo,
  type BackendName,
  type BackendOptions,
  type Baseline,
  type BlasInUse,
  type BlasNotUsed,
  type ConditionalNoise,
  conditionalNoise,
  type ConditionalNoiseOptions,
  type Cost,
  denseMap,
  denseMapFromKernel,
  diagonal,
  type DiagonalFamily,
  type Draw,
  type DrawInfo,
  type Estimator,
  type FamilyKind,
  foldIn,
  full,
  type FullFamily,
  type GaussianFamily,
  type GaussianSite,
  getEstimator,
  type GradientOptions,
  gradients,
  gradientSamples,
  type Key,
  key,
  type LinearMap,
  lowRank,
  type LowRankFamily,
  type Machine,
  type NoiseSource,
  normal,
  preactivations,
  registerEstimator,
  type SamplingPass,
  type SiteGradients,
  type SiteLoss,
  split,
  useBackend,
} from "./estimators/mod.ts";
export {
  type ActivationName,
  type Batch,
  BayesConv2D,
  bayesConv2d,
  type BayesConv2DSettings,
  BayesDense,
  bayesDense,
  type BayesDenseSettings,
  type BayesianClassifier,
  type BayesianLayerSettings,
  type BoundGradient,
  type BoundKind,
  type BoundSettings,
  type CacheOptions,
  type DataFile,
  type DataOptions,
  type DatasetEntry,
  type DownloadOptions,
  type DownloadProgress,
  type EstimatorChoice,
  type FileSet,
  GaussianLinear,
  gaussianLinear,
  type GaussianLinearSettings,
  type GenerativeModel,
  type GradientBlock,
  type ImageDataset,
  type LayerDraw,
  type Model,
  type ModelEntry,
  type Objective,
  type ObjectiveOptions,
  type Pass,
  type Probe,
  registerDataset,
  registerModel,
  type Split,
  toBayesian,
  type ToBayesianOptions,
  type ZooModel,
} from "./models/mod.ts";
export {
  type Cell,
  type CellResult,
  type ComparedGradient,
  compareGradients,
  type CompareOptions,
  type CoordinateTest,
  type Draws,
  type Experiment,
  type ExperimentContract,
  type Job,
  type JobContext,
  type LossOf,
  type ReferenceDraws,
  registerExperiment,
  type RunSettings,
  type UnbiasednessOptions,
  type UnbiasednessResult,
  unbiasednessTest,
} from "./bench/mod.ts";
