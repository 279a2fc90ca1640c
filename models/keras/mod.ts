/**
 * Layers of tfjs with Gaussian weights or a Gaussian latent: they train, save and load in tfjs's own models.
 * @module
 */
export type { ActivationName, BayesianLayerSettings } from "./bayesian_layer.ts";
export { BayesConv2D, bayesConv2d, type BayesConv2DSettings } from "./bayes_conv2d.ts";
export { BayesDense, bayesDense, type BayesDenseSettings } from "./bayes_dense.ts";
export { GaussianLinear, gaussianLinear, type GaussianLinearSettings } from "./gaussian_linear.ts";
export { toBayesian, type ToBayesianOptions } from "./to_bayesian.ts";
