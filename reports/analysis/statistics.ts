/**
 * Intervals as the report uses them: one rule for small, usual and large samples, the same key every time.
 *
 * The bootstrap of bench/stats is used where it applies. A handful of values gets Student's interval,
 * of linearised ratios where a ratio is asked for; so do more values than {@linkcode LARGE}, for which both
 * agree and a bootstrap would take minutes. A single value has no interval: its ends are the value.
 * @module
 */
import { key } from "../../estimators/random/mod.ts";
import {
  bootstrapInterval,
  type Interval as StatsInterval,
  mean,
  median,
  normalTail,
  ratioInterval as bootstrapRatio,
  type Sample,
  signFlipTest,
  studentInterval,
} from "../../bench/stats/mod.ts";
import type { Interval } from "../look/format.ts";

export { holm, mean, median } from "../../bench/stats/mod.ts";

/** Samples from this size on get the interval that the bootstrap tends to. */
export const LARGE = 500;
/** Samples below this size get Student's interval: the bootstrap's is too short for a handful. */
export const SMALL = 10;
/** Seeds from this number on are resampled as a whole; fewer are pooled. */
const ENOUGH_SEEDS = 5;
const LEVEL = 0.95;
const NORMAL_95 = 1.959964;
const OPTIONS = { key: key(0), level: LEVEL, resamples: 1000 };

/** Samples by seed. */
export type Seeds = readonly Sample[];

/**
 * Mean over seeds. With five seeds or more they are the unit that is resampled; with fewer, values are
 * pooled and the interval is about these seeds.
 */
export function meanInterval(seeds: Seeds): Interval {
  const values = seeds.length >= ENOUGH_SEEDS ? seeds.map(mean) : pool(seeds);
  return values.length < 2 ? point(values[0] ?? NaN) : meanOf(values);
}

function meanOf(values: Sample): Interval {
  return isUsual(values.length)
    ? fromStats(bootstrapInterval(values, mean, OPTIONS))
    : fromStats(studentInterval(values));
}

/** Mean of the numerator over mean of the denominator; value i of both is a pair. Seeds as in a mean. */
export function ratioInterval(numerator: Seeds, denominator: Seeds): Interval {
  const [top, bottom] = numerator.length >= ENOUGH_SEEDS
    ? [numerator.map(mean), denominator.map(mean)]
    : pairUp(numerator, denominator);
  const ratio = mean(top) / mean(bottom);
  if (top.length < 2 || !Number.isFinite(ratio)) return point(ratio);
  if (isUsual(top.length)) return fromStats(bootstrapRatio(top, bottom, { ...OPTIONS, paired: true }));
  const scale = mean(bottom);
  const linear = top.map((value, i) => ratio + (value - ratio * (bottom[i] as number)) / scale);
  return { ...fromStats(studentInterval(linear)), value: ratio };
}

/** Median with a bootstrap interval; by order statistics for large samples, the range for tiny ones. */
export function medianInterval(values: Sample): Interval {
  if (isUsual(values.length)) return fromStats(bootstrapInterval(values, median, OPTIONS));
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
    return fromStats(bootstrapRatio(top, bottom, { ...OPTIONS, paired: true, of: "median" }));
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
 */
export function productInterval(a: Interval, b: Interval): Interval {
  const side = (end: "low" | "high") => Math.hypot(Math.log(a[end] / a.value), Math.log(b[end] / b.value));
  const value = a.value * b.value;
  return { value, low: value * Math.exp(-side("low")), high: value * Math.exp(side("high")) };
}

/** A mean paired difference and whether it could be chance. */
export interface PairedDifference {
  /** With one pair the interval is the point. */
  readonly interval: Interval;
  readonly p: number;
  /** The smallest p that so many pairs can reach. */
  readonly smallestP: number;
  readonly pairs: number;
}

/** Mean of a − b over pairs, with its interval and the exact sign-flip p. */
export function pairedDifference(a: Sample, b: Sample): PairedDifference {
  const differences = Array.from(a, (value, i) => value - (b[i] as number));
  const { p, smallestP } = signFlipTest(differences, {
    key: OPTIONS.key,
    // Only beyond 20 pairs are flips drawn at all; then this many decide p to a tenth of itself at 0.05.
    flips: Math.max(2000, Math.floor(1e6 / a.length)),
  });
  const interval = differences.length < 2 ? point(differences[0] ?? NaN) : meanOf(differences);
  return { interval, p, smallestP, pairs: differences.length };
}

/**
 * Two-sided p that a ratio is one, from its 95 % interval: normal on the log scale. An interval without
 * width decides alone: 1 if it is at one up to float32's rounding, else 0.
 */
export function ratioP({ value, low, high }: Interval): number {
  const error = Math.log(high / low) / (2 * NORMAL_95);
  if (!(error > 1e-6)) return Math.abs(Math.log(value)) < 1e-4 ? 1 : 0;
  return Math.min(1, 2 * normalTail(Math.abs(Math.log(value)) / error));
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

function fromStats({ estimate, lower, upper }: StatsInterval): Interval {
  return { value: estimate, low: lower, high: upper };
}
