/**
 * Intervals of means and medians of raw samples, by one rule for small and large ones.
 *
 * Seeds are the replication unit: two or more have one mean each, and Student's interval is over these. The
 * values of one seed have an interval about that seed. A single value has none: its ends are the value.
 *
 * Medians have the interval between two order statistics, which covers at least 95 % of the time whatever the
 * distribution (Conover 1999, section 3.2): times have stragglers that a bootstrap of few rounds misjudges.
 * @module
 */
import { meanOf, studentOf } from "./estimate.ts";
import type { Interval } from "./interval.ts";
import { mean, quantileSorted, type Sample, sorted } from "./moments.ts";

const LEVEL = 0.95;

/** Samples by seed. */
export type Seeds = readonly Sample[];

/** Mean over seeds, or of the values of the only seed; not a number for none. */
export function meanInterval(seeds: Seeds): Interval {
  const values = seeds.length === 1 ? seeds[0] as Sample : seeds.map(mean);
  return values.length === 0 ? { value: NaN, low: NaN, high: NaN } : studentOf(meanOf(values));
}

/**
 * Median with the narrowest interval between symmetric order statistics that covers at least 95 %; of fewer than
 * six values no such interval exists, and their range is given.
 *
 * @example
 * ```ts
 * import { medianInterval } from "./sample_intervals.ts";
 * const { value, low, high } = medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 90]);
 * console.assert(value === 5 && low === 2 && high === 8);
 * ```
 */
export function medianInterval(values: Sample): Interval {
  const ascending = sorted(values);
  const outside = leftOut(ascending.length);
  return {
    value: quantileSorted(ascending, 0.5),
    low: ascending[outside] as number,
    high: ascending[ascending.length - 1 - outside] as number,
  };
}

/** Ratio of interleaved measurements: the median of one ratio a turn, so that drift cancels. */
export function medianRatioInterval(numerator: Sample, denominator: Sample): Interval {
  const count = Math.min(numerator.length, denominator.length);
  return medianInterval(
    Float64Array.from({ length: count }, (_, i) => (numerator[i] as number) / (denominator[i] as number)),
  );
}

const known = new Map<number, number>();

/** How many order statistics at each end lie outside: the most k with P(Binomial(n, ½) ≤ k) ≤ 2.5 %, or none. */
function leftOut(count: number): number {
  const found = known.get(count);
  if (found !== undefined) return found;
  let log = -count * Math.LN2; // ln P(Binomial = k), of which a large n leaves the smallest no digits
  let below = Math.exp(log);
  let outside = 0;
  for (let k = 1; 2 * k < count; k++) {
    log += Math.log((count - k + 1) / k);
    below += Math.exp(log);
    if (below > (1 - LEVEL) / 2) break;
    outside = k;
  }
  known.set(count, outside);
  return outside;
}
