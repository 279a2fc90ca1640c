/**
 * What proves an estimator: exact gradients, batches of draws, negative controls.
 * @module
 */
export {
  type BatchMeans,
  batchMeans,
  type BatchMeansOptions,
  type Problem,
  readBatchMeans,
} from "./batch_means.ts";
export { type ExactGradients, type ExactMoments, expectedGradients, expectedMoments } from "./closed_form.ts";
export { controlNames, getControl } from "./controls.ts";
export { type Quadratic, quadraticLoss, randomQuadratic } from "./quadratic.ts";
export { type LinearVarianceOf, linearVariances } from "./linear_variance.ts";
