/**
 * Gradient estimators of latent-Gaussian models: sites, families, maps, solvers, backends, random keys.
 * @module
 */
export type * from "./types.ts";
export {
  type GradientOptions,
  gradients,
  gradientSamples,
  type SiteGradients,
  type SiteLoss,
} from "./gradients.ts";
export { preactivations } from "./preactivations.ts";
export { type Baseline, surrogate } from "./surrogate.ts";
export {
  type ConditionalNoise,
  conditionalNoise,
  type ConditionalNoiseOptions,
} from "./conditional_noise.ts";
export { diagonal, type DiagonalFamily, diagonalLogScale, diagonalVariance } from "./families/diagonal.ts";
export { full, type FullFamily } from "./families/full.ts";
export { lowRank, type LowRankFamily } from "./families/low_rank.ts";
export { denseMap, denseMapFromKernel, inputMap } from "./linalg/linear_map.ts";
export { cholesky } from "./linalg/cholesky.ts";
export { conjugateGradient, type ConjugateGradientOptions } from "./linalg/conjugate_gradient.ts";
export type { LinearSolver, PatchSolution, Solution } from "./linalg/types.ts";
export { estimatorNames, getEstimator, registerEstimator } from "./registry.ts";
export { antithetic } from "./sampling/antithetic.ts";
export { jointSample } from "./sampling/joint.ts";
export { multiSample } from "./sampling/multi_sample.ts";
export { withNoise } from "./sampling/noise.ts";
export { isComposed, planOf, type SamplingPlan, withPasses } from "./sampling/plan.ts";
export {
  COMPOSITION_SYNTAX,
  innerName,
  isComposedName,
  type JointName,
  type JointSamples,
} from "./labels.ts";
export { MOST_POSITIONS } from "./positions.ts";
export { r2g2, type R2g2Options } from "./r2g2.ts";
export { constant, gaussianSite } from "./site.ts";
export { SUPPORT_FAMILIES, SUPPORT_MAPS, type SupportRow, supportRows } from "./support.ts";
export { UnsupportedError } from "./unsupported.ts";
export * from "./random/mod.ts";
export { normal, uniform } from "./random/tensors.ts";
export * from "./backend/mod.ts";
export * from "./backend/ops/mod.ts";
