/**
 * What an estimator's noise is of a gradient that trains, and from which share on less of it repays its time.
 *
 * By the law of total variance a minibatch gradient varies by V_data over minibatches and by V_noise through
 * the estimator. RT's share is s = V_noise / (V_data + V_noise). An estimator with the noise ratio r and the
 * step-time ratio c, both over RT, changes the total by 1 − s(1 − r), never below 1 − s, and total × time by
 * c(1 − s(1 − r)).
 * @module
 */
import type { Interval } from "./interval.ts";

/** Variances of one gradient that add up. */
export interface SplitVariance {
  /** Of the estimator, at a fixed minibatch. */
  readonly noise: number;
  /** Of the expected gradient, over minibatches. */
  readonly data: number;
}

/** An estimator beside RT. */
export interface NoiseAndTime {
  /** r: its noise over RT's, at a fixed minibatch. */
  readonly noiseRatio: number;
  /** c: its time of a step over RT's. */
  readonly timeRatio: number;
}

/** Shares of noise at which an estimator pays: those above one bound and below the other. */
export interface PayingShares {
  /** Pays above it; 1 or more is never. */
  readonly above: number;
  /** Pays below it; Infinity where more noise is always better for the estimator. */
  readonly below: number;
}

/** s = V_noise / (V_data + V_noise), from 0 to 1. @throws {RangeError} unless the sum is positive. */
export function noiseShare({ noise, data }: SplitVariance): number {
  const total = noise + data;
  if (!(total > 0)) throw new RangeError(`the total variance is ${total}: it must be positive`);
  return noise / total;
}

/**
 * Total variance over RT's at equal steps, 1 − s(1 − r).
 *
 * @example Noise that is 4 % of the gradient's variance leaves 96 % of it, however small it gets
 * ```ts
 * import { totalRatio } from "./noise_share.ts";
 * console.assert(totalRatio({ share: 0.04, noiseRatio: 0 }) === 0.96);
 * ```
 */
export function totalRatio({ share, noiseRatio }: { share: number; noiseRatio: number }): number {
  return 1 - share * (1 - noiseRatio);
}

/**
 * The shares s with c(1 − s(1 − r)) < 1: for r < 1 those above (1 − 1/c)/(1 − r).
 *
 * An estimator with more noise than RT (r > 1) pays only if it is faster, and below a share.
 *
 * @throws {RangeError} unless both ratios are positive; a noise ratio may be 0.
 *
 * @example Half the noise at 1.2 times the time pays from a share of a third on
 * ```ts
 * import { payingShares } from "./noise_share.ts";
 * const { above } = payingShares({ noiseRatio: 0.5, timeRatio: 1.2 });
 * console.assert(Math.abs(above - 1 / 3) < 1e-12);
 * ```
 */
export function payingShares({ noiseRatio, timeRatio }: NoiseAndTime): PayingShares {
  if (!(noiseRatio >= 0 && timeRatio > 0)) {
    throw new RangeError(`noise ratio ${noiseRatio} and time ratio ${timeRatio}: both must be positive`);
  }
  const [saved, spent] = [1 - noiseRatio, 1 - 1 / timeRatio];
  if (saved > 0) return { above: spent / saved, below: Infinity };
  if (spent >= 0) return { above: Infinity, below: -Infinity };
  return { above: -Infinity, below: saved === 0 ? Infinity : spent / saved };
}

/** Whether an estimator has less total variance × time than RT at a share of noise. */
export function pays(share: number, ratios: NoiseAndTime): boolean {
  const { above, below } = payingShares(ratios);
  return share > above && share < below;
}

/**
 * The threshold (1 − 1/c)/(1 − r) with its interval, from those of r and c, which are measured apart: the
 * threshold grows with both, and distances to its ends add in quadrature (Donner and Zou 2012, MOVER).
 *
 * Infinity where r is 1 or more: no share is known from which it pays.
 */
export function thresholdInterval(noiseRatio: Interval, timeRatio: Interval): Interval {
  const at = (r: number, c: number) => (r >= 1 ? Infinity : (1 - 1 / c) / (1 - r));
  const value = at(noiseRatio.value, timeRatio.value);
  if (value === Infinity) return { value, low: at(noiseRatio.low, timeRatio.low), high: Infinity };
  const reach = (end: "low" | "high") =>
    Math.hypot(at(noiseRatio[end], timeRatio.value) - value, at(noiseRatio.value, timeRatio[end]) - value);
  return { value, low: value - reach("low"), high: value + reach("high") };
}
