/**
 * Is a lower variance worth its cost? Comparison of two estimators at equal cost.
 * @module
 */
import { ratioInterval } from "./bootstrap.ts";
import type { Interval } from "./interval.ts";
import { mean, median, type Sample } from "./moments.ts";
import { type BootstrapOptions, resampledInterval } from "./resample.ts";

/** Variance and cost of one estimator. */
export interface VarianceAndCost {
  /** Values whose mean is the gradient's variance: per draw, squared distances from the mean. */
  readonly variances: Sample;
  /**
   * Cost of one gradient, in whatever unit both share: repeated measurements, of which the median counts, or
   * one number that is known exactly, such as FLOPs.
   */
  readonly costs: Sample | number;
}

/** What {@linkcode compareAtEqualCost} found. */
export interface EqualCost {
  /** Cost of the candidate over cost of the baseline. */
  readonly costRatio: number;
  /** Baseline draws that cost the same as one of the candidate's, rounded down, at least one. */
  readonly samples: number;
  /** Baseline draws whose average has the candidate's variance: variance ratio baseline/candidate. */
  readonly breakEvenSamples: number;
  /** The same with its interval: R2-G2, say, pays where its cost buys fewer of RT's draws than this. */
  readonly breakEven: Interval;
  /** (variance × cost) of the candidate over that of the baseline; below 1 the candidate is worth it. */
  readonly workNormalisedRatio: Interval;
}

/** Options of {@linkcode compareAtEqualCost}. */
export interface EqualCostOptions extends BootstrapOptions {
  /** Whether value i of both variances belongs together, drawn with one key. @default false */
  readonly paired?: boolean;
}

/**
 * Compares a candidate with a baseline that averages K independent draws.
 *
 * Averaging K draws divides the variance by K and multiplies the cost by K, so variance × cost (inverse
 * efficiency, Glynn and Whitt 1992) does not depend on K; their ratio answers the question at every budget.
 * For the ratio of work, variances and costs are resampled independently.
 *
 * @throws {RangeError} for too few values or a variance or cost of zero in the baseline.
 */
export function compareAtEqualCost(
  candidate: VarianceAndCost,
  baseline: VarianceAndCost,
  options: EqualCostOptions,
): EqualCost {
  const { paired = false } = options;
  const samples: Sample[] = [candidate.variances, baseline.variances];
  for (const { costs } of [candidate, baseline]) if (typeof costs !== "number") samples.push(costs);
  const work = (picked: readonly Float64Array[]) => {
    const [own, other, ...costs] = picked as [Float64Array, Float64Array, ...Float64Array[]];
    const cost = (fixed: Sample | number) =>
      typeof fixed === "number" ? fixed : median(costs.shift() as Float64Array);
    return mean(own) * cost(candidate.costs) / (mean(other) * cost(baseline.costs));
  };
  const costRatio = typical(candidate.costs) / typical(baseline.costs);
  return {
    costRatio,
    samples: equalCostSamples(costRatio),
    breakEvenSamples: mean(baseline.variances) / mean(candidate.variances),
    breakEven: ratioInterval(baseline.variances, candidate.variances, { ...options, paired }),
    workNormalisedRatio: resampledInterval(
      samples.map((sample) => sample.length),
      (indices) =>
        work(
          indices.map((chosen, k) => Float64Array.from(chosen, (i) => (samples[k] as Sample)[i] as number)),
        ),
      options,
    ),
  };
}

function typical(costs: Sample | number): number {
  return typeof costs === "number" ? costs : median(costs);
}

/** Baseline draws that fit into the cost of one candidate draw: ⌊ratio⌋, at least 1. */
export function equalCostSamples(costRatio: number): number {
  if (!(costRatio > 0 && costRatio < Infinity)) {
    throw new RangeError(`cost ratio is ${costRatio}: it must be positive`);
  }
  return Math.max(1, Math.floor(costRatio * (1 + 1e-9)));
}

/** What one and several draws of a baseline cost, and what there is to spend. */
export interface DrawCosts {
  /** One draw, with what does not depend on the number of draws. */
  readonly one: number;
  /** Several draws: the more there are, the less noise is in what a draw is taken to cost. */
  readonly several: number;
  /** How many these are, at least 2. */
  readonly count: number;
  /** What is to be spent. */
  readonly budget: number;
  /** The largest number that may be answered. @default 64 */
  readonly most?: number;
}

/**
 * The number of draws whose cost is nearest to a budget, at least 1.
 *
 * Draws may share work, such as a VAE's encoder, so that K of them cost a + bK, of which b is
 * found from one and several. Where noise makes b vanish, or larger than one draw, a draw is taken to cost what the first one did.
 *
 * @throws {RangeError} if a cost is not positive.
 * @example
 * ```ts
 * import { drawsForBudget } from "./equal_cost.ts";
 * console.assert(drawsForBudget({ one: 3, several: 6, count: 4, budget: 6 }) === 4); // 2 + K
 * ```
 */
export function drawsForBudget({ one, several, count, budget, most = 64 }: DrawCosts): number {
  for (const [name, cost] of Object.entries({ one, several, budget })) {
    if (!(cost > 0 && cost < Infinity)) {
      throw new RangeError(`cost "${name}" is ${cost}: it must be positive`);
    }
  }
  const slope = (several - one) / (count - 1);
  const step = slope > 0 && slope < one ? slope : one;
  return Math.min(most, Math.max(1, Math.round(1 + (budget - one) / step)));
}
