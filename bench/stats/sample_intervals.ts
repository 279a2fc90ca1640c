/**
 * Intervals of means and medians of raw samples, by one rule for small and large ones.
 *
 * Seeds are the replication unit: two or more have one mean each, and Student's interval is over these. The
 * values of one seed have an interval about that seed. A single value has none: its ends are the value.
 * @module
 */
import { key } from "../../estimators/random/mod.ts";
import { bootstrapInterval, bootstrapRatio } from "./bootstrap.ts";
import { meanOf, studentOf } from "./estimate.ts";
import type { Interval } from "./interval.ts";
import { mean, median, type Sample } from "./moments.ts";

/** Samples from this size on get the interval that the bootstrap tends to. */
export const LARGE = 500;
/** Samples below this size get the range of their values: the bootstrap's interval is too short for a handful. */
export const SMALL = 10;
const NORMAL_95 = 1.959964;
const OPTIONS = { key: key(0), level: 0.95, resamples: 1000 };

/** Samples by seed. */
export type Seeds = readonly Sample[];

/** Mean over seeds, or of the values of the only seed; not a number for none. */
export function meanInterval(seeds: Seeds): Interval {
  const values = seeds.length === 1 ? seeds[0] as Sample : seeds.map(mean);
  return values.length === 0 ? point(NaN) : studentOf(meanOf(values));
}

/** Median with a bootstrap interval; by order statistics for large samples, the range for tiny ones. */
export function medianInterval(values: Sample): Interval {
  if (isUsual(values.length)) return endsOf(bootstrapInterval(values, median, OPTIONS));
  const sorted = new Float64Array(values).sort();
  const half = values.length < LARGE ? Infinity : NORMAL_95 * Math.sqrt(values.length) / 2;
  const at = (index: number) => sorted[Math.min(sorted.length - 1, Math.max(0, index))] as number;
  const middle = (sorted.length - 1) / 2;
  const [below, above] = [at(Math.floor(middle)), at(Math.ceil(middle))];
  return {
    value: below === above ? below : below + 0.5 * (above - below), // the median, without sorting again
    low: at(Math.floor(middle - half)),
    high: at(Math.ceil(middle + half)),
  };
}

/** Ratio of medians of interleaved measurements: the i-th of both is a pair, so that drift cancels. */
export function medianRatioInterval(numerator: Sample, denominator: Sample): Interval {
  const count = Math.min(numerator.length, denominator.length);
  const [top, bottom] = [Array.from(numerator).slice(0, count), Array.from(denominator).slice(0, count)];
  if (isUsual(count)) {
    return endsOf(bootstrapRatio(top, bottom, { ...OPTIONS, paired: true, of: "median" }));
  }
  const below = medianInterval(bottom);
  return productInterval(medianInterval(top), {
    value: 1 / below.value,
    low: 1 / below.high,
    high: 1 / below.low,
  });
}

/** Log half-widths of what was measured apart add in quadrature (Donner and Zou 2012, MOVER). */
function productInterval(a: Interval, b: Interval): Interval {
  const side = (end: "low" | "high") => Math.hypot(Math.log(a[end] / a.value), Math.log(b[end] / b.value));
  const value = a.value * b.value;
  return { value, low: value * Math.exp(-side("low")), high: value * Math.exp(side("high")) };
}

function isUsual(count: number): boolean {
  return count >= SMALL && count < LARGE;
}

function point(value: number): Interval {
  return { value, low: value, high: value };
}

function endsOf({ value, low, high }: Interval): Interval {
  return { value, low, high };
}
