/**
 * Statistics over raw samples: plain numbers in, plain objects out, randomness by key. Needs no tfjs.
 * @module
 */
export { bootstrapInterval, bootstrapRatio, type RatioOptions, type Statistic } from "./bootstrap.ts";
export { batchMeans, ColumnMoments, columnMoments } from "./column_moments.ts";
export type { Draws, ReferenceDraws } from "./comparison.ts";
export { detectableBias, drawsToDetect, type TestDesign } from "./detectable_bias.ts";
export {
  normalCdf,
  normalQuantile,
  normalTail,
  normalTailQuantile,
  studentTwoSided,
  studentTwoSidedQuantile,
} from "./distributions.ts";
export { type DrawCosts, drawsForBudget } from "./draws_for_budget.ts";
export {
  type Candidate,
  type Choice,
  compareEfficiency,
  type EfficiencyComparison,
  FEWEST as FEWEST_COMPARED,
  type Halves,
  independentSamples,
} from "./efficiency.ts";
export { type Estimate, exact, meanOf, pOf, studentOf, sumOf, unknownError } from "./estimate.ts";
export { fitPowers, type PowerLaws, type SizedValue } from "./fit.ts";
export { FAMILY_LEVEL, holm, holmByFamily } from "./holm.ts";
export { type ConfidenceInterval, fewestForBootstrap, type Interval, studentInterval } from "./interval.ts";
export {
  exactRatio,
  productOf,
  type Ratio,
  ratioInterval,
  ratioOf,
  timeRatioInterval,
  type Units,
} from "./log_ratio.ts";
export { mean, median, quantile, type Sample, standardDeviation, sum, variance } from "./moments.ts";
export {
  type NoiseAndTime,
  noiseShare,
  type PayingShares,
  payingShares,
  pays,
  type SplitVariance,
  thresholdInterval,
  totalRatio,
} from "./noise_share.ts";
export {
  LOG_RATIO_MARGINS,
  type Margins,
  type Outcome,
  outcomeOf,
  outcomesOf,
  RATIO_MARGINS,
  sidesOf,
  unitsToDecide,
} from "./outcome.ts";
export { type PairedDifference, pairedDifference, type PermutationTest, signFlipTest } from "./paired.ts";
export { predictedReduction, type ReductionShape } from "./predicted_reduction.ts";
export type { BootstrapOptions } from "./resample.ts";
export { SampleError } from "./sample_error.ts";
export { meanInterval, medianInterval, medianRatioInterval, type Seeds } from "./sample_intervals.ts";
export {
  type CoordinateTest,
  type UnbiasednessOptions,
  type UnbiasednessResult,
  unbiasednessTest,
} from "./unbiasedness.ts";
export { type CombinedMean, exponential, type Source, welchInterval, type WelchOptions } from "./welch.ts";
