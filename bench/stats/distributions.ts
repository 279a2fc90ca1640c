/**
 * Tail probabilities and quantiles of the distributions that the tests use.
 *
 * Upper tails are computed as such, never as 1 − cdf: a corrected p-value over 1e6 coordinates lives at 1e-12
 * and below, where the subtraction has no digits left.
 * @module
 */
import { betaI, gammaP, gammaQ } from "./gamma.ts";

/** P(Z ≤ x), Z standard normal. */
export function normalCdf(x: number): number {
  return normalTail(-x);
}

/** P(Z > x) = Q(1/2, x²/2)/2 for x ≥ 0 (DLMF 7.11.2), to full relative accuracy until it underflows. */
export function normalTail(x: number): number {
  if (x < 0) return 0.5 + gammaP(0.5, x * x / 2) / 2;
  return gammaQ(0.5, x * x / 2) / 2;
}

/**
 * x with P(Z ≤ x) = p: the rational start of Abramowitz and Stegun 26.2.23, then Halley steps on the
 * logarithm of the tail until they no longer change it.
 *
 * @throws {RangeError} for p outside [0, 1].
 *
 * @example
 * ```ts
 * import { normalQuantile } from "./distributions.ts";
 * import assert from "node:assert/strict";
 * assert.ok(Math.abs(normalQuantile(0.975) - 1.959963984540054) < 1e-14);
 * ```
 */
export function normalQuantile(p: number): number {
  requireProbability(p);
  return p < 0.5 ? -normalTailQuantile(p) : normalTailQuantile(1 - p);
}

/** x with P(Z > x) = p; exact for tails that 1 − p cannot express. */
export function normalTailQuantile(p: number): number {
  requireProbability(p);
  if (p === 0) return Infinity;
  if (p > 0.5) return -normalTailQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let x = t -
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 20; step++) {
    const tail = normalTail(x);
    const hazard = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) / tail;
    const gap = Math.log(tail / p); // f; f' = −hazard, f'' = hazard (x − hazard)
    const change = gap / (hazard * (1 + gap * (x - hazard) / (2 * hazard)));
    x += change;
    if (Math.abs(change) <= 1e-15 * Math.abs(x) || Math.abs(change) < 1e-300) break;
  }
  return x;
}

/** P(|T| > |t|), T Student with `degrees` of freedom (DLMF 8.17; Abramowitz and Stegun 26.7.1). */
export function studentTwoSided(t: number, degrees: number): number {
  requireDegrees(degrees);
  const square = t * t;
  if (square === Infinity) return 0;
  return betaI(degrees / (degrees + square), { a: degrees / 2, b: 0.5, y: square / (degrees + square) });
}

/** t > 0 with P(|T| > t) = p. @param p In (0, 1]. */
export function studentTwoSidedQuantile(p: number, degrees: number): number {
  requireProbability(p);
  requireDegrees(degrees);
  if (p === last.p && degrees === last.degrees) return last.quantile; // of many tests of one design
  const quantile = findQuantile(p, degrees);
  last = { p, degrees, quantile };
  return quantile;
}

let last = { p: NaN, degrees: NaN, quantile: NaN };

function findQuantile(p: number, degrees: number): number {
  if (p === 0) return Infinity;
  let low = 0;
  let high = Math.max(1, normalTailQuantile(p / 2));
  while (studentTwoSided(high, degrees) > p) high *= 2;
  // Bisection in t: monotone, no derivative, and 60 halvings settle every bit that the tail can resolve.
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, degrees) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function requireProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`probability is ${p}: it must be from 0 to 1`);
}

function requireDegrees(degrees: number): void {
  if (!(degrees > 0)) throw new RangeError(`degrees of freedom are ${degrees}: they must be positive`);
}
