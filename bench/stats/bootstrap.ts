/**
 * Bootstrap intervals of any statistic, and of ratios.
 *
 * Sources: Efron (1987), "Better bootstrap confidence intervals"; Davison and Hinkley (1997), chapter 5.
 * @module
 */
import type { ConfidenceInterval } from "./interval.ts";
import { mean, median, type Sample } from "./moments.ts";
import { type BootstrapOptions, resampledInterval } from "./resample.ts";

/** A number that summarises a sample. */
export type Statistic = (sample: Float64Array) => number;

/** Options of {@linkcode bootstrapRatio}. */
export interface RatioOptions extends BootstrapOptions {
  /** What is divided. @default "mean" */
  readonly of?: "mean" | "median";
  /** Whether value i of both belongs together (a seed, a repetition), and is resampled together. */
  readonly paired: boolean;
}

/**
 * Bootstrap interval of a statistic of one sample.
 *
 * @throws {RangeError} for fewer values than the level needs (4 at 95 %), or a statistic that is not finite.
 *
 * @example
 * ```ts
 * import { bootstrapInterval } from "./bootstrap.ts";
 * import { median } from "./moments.ts";
 * import { key } from "../../estimators/random/mod.ts";
 * import assert from "node:assert/strict";
 * const { low, high } = bootstrapInterval([5, 9, 7, 8, 6, 7, 30], median, { key: key(0) });
 * assert.ok(low >= 5 && high <= 30 && low <= 7 && high >= 7);
 * ```
 */
export function bootstrapInterval(
  sample: Sample,
  statistic: Statistic,
  options: BootstrapOptions,
): ConfidenceInterval {
  return resampledInterval(
    [sample.length],
    ([indices]) => statistic(pick(sample, indices as Uint32Array)),
    options,
  );
}

/**
 * Bootstrap interval of mean(numerator)/mean(denominator), or of the ratio of medians.
 *
 * @throws {RangeError} for paired samples of different lengths, too few values, or a denominator that can
 * be zero.
 */
export function bootstrapRatio(
  numerator: Sample,
  denominator: Sample,
  options: RatioOptions,
): ConfidenceInterval {
  const summary = options.of === "median" ? median : mean;
  const ratio = (top: Uint32Array, bottom: Uint32Array) =>
    summary(pick(numerator, top)) / summary(pick(denominator, bottom));
  if (!options.paired) {
    return resampledInterval(
      [numerator.length, denominator.length],
      ([top, bottom]) => ratio(top as Uint32Array, bottom as Uint32Array),
      options,
    );
  }
  if (numerator.length !== denominator.length) {
    throw new RangeError(`paired samples differ in length: ${numerator.length} and ${denominator.length}`);
  }
  return resampledInterval(
    [numerator.length],
    ([indices]) => ratio(indices as Uint32Array, indices as Uint32Array),
    options,
  );
}

function pick(sample: Sample, indices: Uint32Array): Float64Array {
  const picked = new Float64Array(indices.length);
  for (let i = 0; i < picked.length; i++) picked[i] = sample[indices[i] as number] as number;
  return picked;
}
