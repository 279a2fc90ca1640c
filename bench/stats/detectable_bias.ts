/**
 * How small a bias a test of many coordinates can see, and how many draws it takes.
 * @module
 */
import { normalTailQuantile, studentTwoSidedQuantile } from "./distributions.ts";

/** A test's error rates and size. */
export interface TestDesign {
  /** Number of coordinates tested together, D. */
  readonly coordinates: number;
  /** Chance of rejecting any coordinate of an unbiased estimator, α. */
  readonly familyErrorRate: number;
  /** Chance of rejecting a coordinate whose bias is the detectable one, 1 − β. */
  readonly power: number;
  /** Degrees of freedom of the variance, ν. @default draws − 1 */
  readonly degrees?: number;
}

/**
 * The bias, in standard deviations of one draw, that `draws` independent draws detect.
 *
 * δ = (c E[S] + z_β √(1 + c²/2ν)) / √N with c the two-sided Student quantile at α/D, ν = N − 1 and
 * E[S] ≈ 1 − 1/4ν: the power of a noncentral t (Johnson and Welch 1940), Bonferroni's level, which Holm's
 * never falls short of. For large N this is (z_{α/2D} + z_β)/√N.
 *
 * @throws {RangeError} for fewer than two draws or rates outside (0, 1).
 *
 * @example
 * ```ts
 * import { detectableBias } from "./detectable_bias.ts";
 * import assert from "node:assert/strict";
 * const bias = detectableBias(4900, { coordinates: 100, familyErrorRate: 0.01, power: 0.999 });
 * assert.ok(Math.abs(bias - 0.1) < 0.0005);
 * ```
 */
export function detectableBias(draws: number, design: TestDesign): number {
  const { degrees = draws - 1 } = design;
  if (!(degrees >= 1)) throw new RangeError(`${draws} draws: a variance needs at least 2`);
  const critical = studentTwoSidedQuantile(levelPerCoordinate(design), degrees);
  const spread = Math.sqrt(1 + critical * critical / (2 * degrees));
  return (critical * (1 - 1 / (4 * degrees)) + normalTailQuantile(1 - design.power) * spread) /
    Math.sqrt(draws);
}

/**
 * The number of draws that detects a bias given in standard deviations of one draw: N = ((z_{α/2D} + z_β)/δ)².
 *
 * @throws {RangeError} for a bias that is not positive or rates outside (0, 1).
 *
 * @example A bias of a tenth of a draw's standard deviation, anywhere among 100 coordinates
 * ```ts
 * import { detectableBias, drawsToDetect } from "./detectable_bias.ts";
 * import assert from "node:assert/strict";
 * const design = { coordinates: 100, familyErrorRate: 0.01, power: 0.999 };
 * const draws = drawsToDetect(0.1, design);
 * assert.ok(draws > 4800 && draws < 4950);
 * assert.ok(Math.abs(detectableBias(draws, design) - 0.1) < 0.001);
 * ```
 */
export function drawsToDetect(bias: number, design: TestDesign): number {
  if (!(bias > 0)) throw new RangeError(`bias is ${bias}: it must be positive`);
  const critical = normalTailQuantile(levelPerCoordinate(design) / 2);
  return Math.ceil(((critical + normalTailQuantile(1 - design.power)) / bias) ** 2);
}

function levelPerCoordinate({ coordinates, familyErrorRate, power }: TestDesign): number {
  for (const [name, rate] of [["familyErrorRate", familyErrorRate], ["power", power]] as const) {
    if (!(rate > 0 && rate < 1)) throw new RangeError(`${name} is ${rate}: it must lie between 0 and 1`);
  }
  if (!(Number.isInteger(coordinates) && coordinates > 0)) {
    throw new RangeError(`coordinates are ${coordinates}: they must be a positive integer`);
  }
  return familyErrorRate / coordinates;
}
