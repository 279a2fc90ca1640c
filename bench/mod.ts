/**
 * Measurements: variances, times and operations of gradients, at minibatches and along training, and the statistics
 * over them. No store, no commands: this runs in Deno, Node and browsers.
 * @module
 */
export type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "./types.ts";
export type { ExperimentContract, MetricContract } from "./contract.ts";
export { registerExperiment } from "./experiments/registered.ts";
export {
  type BatchOptions,
  type BatchSource,
  disposeBatch,
  testBatch,
  trainingBatches,
} from "./measure/batches.ts";
export { capturedSite, disposeSite } from "./measure/captured_site.ts";
export {
  type ComparedGradient,
  compareGradients,
  type CompareOptions,
  type LossOf,
} from "./measure/compare_gradients.ts";
export { type GradientFlops, gradientFlops } from "./measure/flops.ts";
export { type GradientNorm, gradientNorms } from "./measure/gradient_norms.ts";
export {
  GradientPairs,
  type PairDistances,
  type PairDraw,
  type PairOptions,
} from "./measure/gradient_pairs.ts";
export { gradientVariance, type GradientVarianceOptions } from "./measure/gradient_variance.ts";
export { type Candidate, interleave, type InterleaveOptions } from "./measure/interleave.ts";
export {
  type Comparison,
  equalCost,
  type EqualCostCells,
  equalCostCells,
  type EqualCostOptions,
} from "./measure/matched_draws.ts";
export { noiseAndData, type NoiseAndDataOptions } from "./measure/noise_and_data.ts";
export {
  oneGradient,
  type OneGradientOptions,
  RepeatedGradient,
  type SolverWork,
} from "./measure/one_gradient.ts";
export { totalVariance, type TotalVarianceOptions } from "./measure/total_variance.ts";
export {
  type CoordinateTest,
  type Draws,
  type ReferenceDraws,
  type UnbiasednessOptions,
  type UnbiasednessResult,
  unbiasednessTest,
} from "./stats/mod.ts";
