/**
 * Intervals of raw samples by one rule for small, usual and large ones, a function of the samples alone.
 *
 * The bootstrap is used where it applies. A handful of values gets Student's interval, of linearised ratios
 * where a ratio is asked for; so do more values than {@linkcode LARGE}, for which both agree and a bootstrap
 * would take minutes. A single value has no interval: its ends are the value.
 * @module
 */
import { key } from "../../estimators/random/mod.ts";
import { bootstrapInterval, bootstrapRatio } from "./bootstrap.ts";
import { type Interval, studentInterval } from "./interval.ts";
import { mean, median, type Sample } from "./moments.ts";

/** Samples from this size on get the interval that the bootstrap tends to. */
export const LARGE = 500;
/** Samples below this size get Student's interval: the bootstrap's is too short for a handful. */
export const SMALL = 10;
/** Seeds from this number on are resampled as a whole; fewer are pooled. */
const ENOUGH_SEEDS = 5;
const NORMAL_95 = 1.959964;
const OPTIONS = { key: key(0), level: 0.95, resamples: 1000 };

/** Samples by seed. */
export type Seeds = readonly Sample[];

/**
 * Mean over seeds. With five seeds or more they are the unit that is resampled; with fewer, values are
 * pooled and the interval is about these seeds.
 */
export function meanInterval(seeds: Seeds): Interval {
  const values = seeds.length >= ENOUGH_SEEDS ? seeds.map(mean) : pool(seeds);
  if (values.length < 2) return point(values[0] ?? NaN);
  return isUsual(values.length)
    ? endsOf(bootstrapInterval(values, mean, OPTIONS))
    : endsOf(studentInterval(values));
}

/** Mean of the numerator over mean of the denominator; value i of both is a pair. Seeds as in a mean. */
export function ratioInterval(numerator: Seeds, denominator: Seeds): Interval {
  const [top, bottom] = numerator.length >= ENOUGH_SEEDS
    ? [numerator.map(mean), denominator.map(mean)]
    : pairUp(numerator, denominator);
  const ratio = mean(top) / mean(bottom);
  if (top.length < 2 || !Number.isFinite(ratio)) return point(ratio);
  if (isUsual(top.length)) return endsOf(bootstrapRatio(top, bottom, { ...OPTIONS, paired: true }));
  const scale = mean(bottom);
  const linear = top.map((value, i) => ratio + (value - ratio * (bottom[i] as number)) / scale);
  return { ...endsOf(studentInterval(linear)), value: ratio };
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

/**
 * Product of two positive quantities that were measured apart: log half-widths add in quadrature
 * (Donner and Zou 2012, MOVER).
 *
 * @example Variance × time does not depend on how many draws are averaged (Glynn and Whitt 1992)
 * ```ts
 * import { productInterval } from "./sample_intervals.ts";
 * const work = productInterval({ value: 0.5, low: 0.4, high: 0.625 }, { value: 1.2, low: 1.2, high: 1.2 });
 * console.assert(Math.abs(work.value - 0.6) < 1e-12 && Math.abs(work.low - 0.48) < 1e-12);
 * ```
 */
export function productInterval(a: Interval, b: Interval): Interval {
  const side = (end: "low" | "high") => Math.hypot(Math.log(a[end] / a.value), Math.log(b[end] / b.value));
  const value = a.value * b.value;
  return { value, low: value * Math.exp(-side("low")), high: value * Math.exp(side("high")) };
}

function pool(seeds: Seeds): number[] {
  return seeds.flatMap((seed) => Array.from(seed));
}

function pairUp(numerator: Seeds, denominator: Seeds): [number[], number[]] {
  const counts = numerator.map((seed, i) => Math.min(seed.length, denominator[i]?.length ?? 0));
  const cut = (seeds: Seeds) => pool(seeds.map((seed, i) => Array.from(seed).slice(0, counts[i])));
  return [cut(numerator), cut(denominator)];
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
