/**
 * Bootstrap intervals of any statistic, of ratios, and over seeds.
 *
 * Sources: Efron (1987), "Better bootstrap confidence intervals"; Davison and Hinkley (1997), chapters 5
 * and 3.8 (hierarchical data).
 * @module
 */
import { foldIn } from "../../estimators/random/mod.ts";
import { type ConfidenceInterval, requireLevel } from "./interval.ts";
import { mean, median, quantileSorted, requireLength, type Sample } from "./moments.ts";
import {
  type BootstrapOptions,
  randomIndices,
  requireEnough,
  requireResamples,
  resampledInterval,
} from "./resample.ts";

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

/** A seed's samples, e.g. its gradient variances and its costs. */
export type SeedSamples = readonly Sample[];

/**
 * Bootstrap interval over seeds and, within each resampled seed, over its values (percentile).
 *
 * Seeds are the replication unit: values within a seed share its initialisation and data order, so pooling
 * them would give intervals that are far too short.
 *
 * @param seeds The samples of each seed; all seeds have equally many samples.
 * @param statistic A number from the resampled seeds. shape: [seed][sample][value].
 * @throws {RangeError} for fewer seeds than the level needs, an empty sample, or a result that is not finite.
 *
 * @example Seeds that differ more than their values do
 * ```ts
 * import { hierarchicalInterval } from "./bootstrap.ts";
 * import { mean } from "./moments.ts";
 * import { key } from "../../estimators/random/mod.ts";
 * import assert from "node:assert/strict";
 * const seeds = [[1, 1.1], [3, 3.1], [5, 5.1], [7, 7.1], [9, 9.1]].map((values) => [values]);
 * const overSeeds = (picked: readonly (readonly Float64Array[])[]) => mean(picked.map(([values]) => mean(values!)));
 * const { value, low, high } = hierarchicalInterval(seeds, overSeeds, { key: key(0) });
 * assert.ok(Math.abs(value - 5.05) < 1e-12 && low < 4 && high > 6);
 * ```
 */
export function hierarchicalInterval(
  seeds: readonly SeedSamples[],
  statistic: (seeds: readonly (readonly Float64Array[])[]) => number,
  options: Omit<BootstrapOptions, "method">,
): ConfidenceInterval {
  const level = requireLevel(options.level ?? 0.95);
  requireEnough(seeds.length, level);
  for (const sample of seeds.flat()) requireLength(sample, 1, "a seed's sample");
  const evaluate = (resampled: readonly (readonly Float64Array[])[]) => {
    const value = statistic(resampled);
    if (!Number.isFinite(value)) {
      throw new RangeError(`the statistic is ${value}: a bootstrap needs a finite one`);
    }
    return value;
  };
  const values = Float64Array.from({ length: requireResamples(options.resamples ?? 2000, level) }, (_, r) => {
    const key = foldIn(options.key, r);
    return evaluate(Array.from(randomIndices(key, seeds.length), (chosen, position) => {
      const seedKey = foldIn(key, position);
      return (seeds[chosen] as SeedSamples).map((sample, k) =>
        pick(sample, randomIndices(foldIn(seedKey, k), sample.length))
      );
    }));
  }).sort();
  const tail = (1 - level) / 2;
  const value = evaluate(seeds.map((seed) => seed.map((sample) => Float64Array.from(sample))));
  return {
    ...{ value, low: quantileSorted(values, tail), high: quantileSorted(values, 1 - tail) },
    ...{ level, method: "hierarchical" },
  };
}

function pick(sample: Sample, indices: Uint32Array): Float64Array {
  const picked = new Float64Array(indices.length);
  for (let i = 0; i < picked.length; i++) picked[i] = sample[indices[i] as number] as number;
  return picked;
}
