/**
 * Models, optimiser and data sets.
 * @module
 */
export type * from "./types.ts";
export { signatureOf, tensorsOf } from "./call_signature.ts";
export { estimatorFor } from "./layer_estimator.ts";
export { modelSupports } from "./model_supports.ts";
export {
  checkPatterns,
  chosenByLayer,
  type LayerRule,
  layersOf,
  parseLayerRules,
  ruleFor,
  withLayerRules,
} from "./layer_choice.ts";
export type { BayesianClassifier } from "./classifier.ts";
export { bnnCnn, type BnnCnnOptions, CNN_PLACEMENT, cnnLayers } from "./bnn/cnn.ts";
export { bnnMlp, type BnnMlpOptions } from "./bnn/mlp.ts";
export {
  bayesLastLayer,
  type BayesLastLayerOptions,
  HIDDEN_LAYER,
  LAST_LAYER,
} from "./last_layer/bayes_last_layer.ts";
export { type FeatureBody, fixedFeatures, trainedFeatures } from "./layers/feature_body.ts";
export {
  type GaussianVector,
  gaussianVector,
  type GaussianVectorOptions,
  vectorBlocks,
} from "./layers/gaussian_vector.ts";
export {
  LOGISTIC_LAYER,
  type LogisticRegression,
  logisticRegression,
  type LogisticRegressionOptions,
} from "./toy/logistic_regression.ts";
export {
  type BlockGradientOptions,
  blockGradients,
  type ModelGradientOptions,
  type ModelGradients,
  parameterGradients,
  type ProbeShapes,
  probeShapes,
} from "./model_gradients.ts";
export {
  isPlan,
  type SampledChoice,
  sampledObjective,
  type SampledObjectiveOptions,
} from "./plan_objective.ts";
export type { Moments } from "./layers/latent_linear.ts";
export { repeatBatch } from "./layers/repeat.ts";
export * from "./toy/linear_gaussian.ts";
export type * from "./objectives/mod.ts";
export { BOUND_OBJECTIVES, boundObjective, latentBound } from "./objectives/mod.ts";
export { Adam, type AdamOptions, type AdamState } from "./optimisers/adam.ts";
export { DivergedError, type StepInfo, trainStep } from "./train_step.ts";
export type { TransformerOptions } from "./transformer/settings.ts";
export { bayesianTransformer, transformerLayers } from "./transformer/transformer.ts";
export * from "./keras/mod.ts";
export { readVariables, writeVariables } from "./variables.ts";
export { vae, type VaeOptions } from "./vae/vae.ts";
export { treatedSites, VAE_SITE, type VaeTreatment } from "./vae/sites.ts";
export {
  type BoundOptions,
  BoundReplays,
  type GenerativeModel,
  importanceWeightedBound,
} from "./generative.ts";
export { isModel, modelNames, registerModel, zooEntry } from "./zoo.ts";
export { type ModelSpec, modelSpec, modelText } from "./model_spec.ts";
export {
  DatasetMismatch,
  type ModelEntry,
  type ModelOptions,
  type ModelSetting,
  type ZooModel,
} from "./zoo_entry.ts";
export * from "./datasets/mod.ts";
