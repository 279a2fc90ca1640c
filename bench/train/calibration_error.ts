/**
 * Expected calibration error (Guo et al., 2017, equation 3): how far confidence is from the share that is right.
 * @module
 */

/** Bins of equal width over confidences from 0 to 1. */
export const CALIBRATION_BINS = 15;

/** The bin of a confidence; rounding may lead a little beyond 1. */
export function calibrationBin(confidence: number): number {
  return Math.min(CALIBRATION_BINS - 1, Math.max(0, Math.floor(confidence * CALIBRATION_BINS)));
}

/**
 * Sum over bins of |mean confidence − share right| × share of the examples.
 *
 * @param gaps for each bin, confidence less correctness (0 or 1) summed over its examples, over all examples.
 * @example Confident in .9 and right half of the time
 * ```ts
 * import { calibrationError } from "./calibration_error.ts";
 *
 * const gaps = [0.9 - 1, 0.9 - 0].map((gap) => gap / 2);
 * console.assert(Math.abs(calibrationError([gaps[0]! + gaps[1]!]) - 0.4) < 1e-12);
 * ```
 */
export function calibrationError(gaps: readonly number[]): number {
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0);
}
