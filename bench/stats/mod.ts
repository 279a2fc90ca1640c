/**
 * Statistics over raw samples: plain numbers in, plain objects out, randomness by key. Needs no tfjs.
 * @module
 */
export {
  bootstrapInterval,
  hierarchicalInterval,
  ratioInterval,
  type RatioOptions,
  type SeedSamples,
  type Statistic,
} from "./bootstrap.ts";
export { ColumnMoments, columnMoments } from "./column_moments.ts";
export type { Draws, ReferenceDraws } from "./comparison.ts";
export { detectableBias, drawsToDetect, type TestDesign } from "./detectable_bias.ts";
export {
  chiSquaredTail,
  fisherTail,
  normalCdf,
  normalQuantile,
  normalTail,
  normalTailQuantile,
  studentTwoSided,
  studentTwoSidedQuantile,
} from "./distributions.ts";
export {
  compareAtEqualCost,
  type DrawCosts,
  drawsForBudget,
  type EqualCost,
  type EqualCostOptions,
  equalCostSamples,
  type VarianceAndCost,
} from "./equal_cost.ts";
export { fitPowerLaw, fitPowers, type PowerLaw, type PowerLaws, type SizedValue } from "./fit.ts";
export { holm } from "./holm.ts";
export { type HotellingResult, hotellingTest } from "./hotelling.ts";
export { fewestForBootstrap, type Interval, studentInterval } from "./interval.ts";
export { mean, median, quantile, type Sample, standardDeviation, sum, variance } from "./moments.ts";
export {
  pairedComparison,
  type PairedOptions,
  type PairedResult,
  type PermutationTest,
  signFlipTest,
} from "./paired.ts";
export type { BootstrapOptions } from "./resample.ts";
export {
  type CoordinateTest,
  type UnbiasednessOptions,
  type UnbiasednessResult,
  unbiasednessTest,
} from "./unbiasedness.ts";
