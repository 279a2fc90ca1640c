/**
 * Tests of means against exact values: Student's t for each coordinate, Holm over all of them.
 *
 * What is tested are means of independent batches of draws, which are close to normal whatever the draws'
 * own tails are. Small and self-contained, because estimators must not depend on the bench's statistics.
 * @module
 */

/** Settings of {@linkcode testMeans}. */
export interface MeanTestOptions {
  /** Probability that any true coordinate is rejected. @default 1e-4 */
  readonly familyError?: number;
  /** Differences below this share of the largest reference are rounding of float32. @default 1e-5 */
  readonly rounding?: number;
}

/** A coordinate whose mean is not its reference. */
export interface Rejection {
  readonly coordinate: number;
  readonly mean: number;
  readonly reference: number;
  /** Difference in standard errors. */
  readonly z: number;
}

/** Family-wise error rate of every test that states none. */
export const FAMILY_ERROR = 1e-4;

/**
 * Coordinates whose mean differs from the reference, by Holm's procedure.
 *
 * @param batchMeans for each coordinate the means of an odd number of independent batches.
 * @param references exact means. length: coordinates
 */
export function testMeans(
  batchMeans: readonly ArrayLike<number>[],
  references: ArrayLike<number>,
  { familyError = FAMILY_ERROR, rounding = 1e-5 }: MeanTestOptions = {},
): Rejection[] {
  const largest = Array.from(references).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const tests = batchMeans.map((means, coordinate) => {
    const { mean, error } = meanAndError(means);
    const reference = references[coordinate]!;
    const z = (mean - reference) / Math.hypot(error, rounding * (largest + Math.abs(mean)) + 1e-30);
    return { coordinate, mean, reference, z, p: twoSidedP(z, means.length - 1) };
  });
  tests.sort((a, b) => (Number.isNaN(a.p) ? -1 : a.p) - (Number.isNaN(b.p) ? -1 : b.p));
  const kept = tests.findIndex(({ p }, i) => p > familyError / (tests.length - i));
  const rejected = kept < 0 ? tests : tests.slice(0, kept);
  return rejected.map(({ coordinate, mean, reference, z }) => ({ coordinate, mean, reference, z }));
}

/**
 * The bias, in standard deviations of one draw, that is rejected with a probability of 0.999.
 *
 * @param options.coordinates coordinates of the family.
 * @param options.batches independent batches, an odd number.
 * @param options.draws draws in all.
 */
export function detectableBias(
  { coordinates, batches, draws, familyError = FAMILY_ERROR }: {
    readonly coordinates: number;
    readonly batches: number;
    readonly draws: number;
    readonly familyError?: number;
  },
): number {
  // 3.09 standard errors: the .999 quantile of the normal, for the noise of the estimate itself.
  return (criticalValue(familyError / coordinates, batches - 1) + 3.09) / Math.sqrt(draws);
}

function criticalValue(p: number, freedom: number): number {
  let [low, high] = [0, 1000];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (twoSidedP(middle, freedom) > p) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * P(|T| > |t|) for Student's t with an even number of degrees of freedom, a finite series.
 *
 * Source: Abramowitz and Stegun 1964, 26.7.4.
 */
export function twoSidedP(t: number, freedom: number): number {
  if (freedom < 2 || freedom % 2 !== 0) {
    throw new RangeError(
      `degrees of freedom are ${freedom}; wanted an even number: use an odd number of batches`,
    );
  }
  const cosine2 = freedom / (freedom + t * t);
  let [term, sum] = [1, 1];
  for (let j = 2; j < freedom; j += 2) {
    term *= cosine2 * (j - 1) / j;
    sum += term;
  }
  return Math.max(0, 1 - Math.sqrt(1 - cosine2) * sum);
}

/** Mean and its standard error. */
function meanAndError(values: ArrayLike<number>): { mean: number; error: number } {
  const count = values.length;
  let mean = 0;
  for (let i = 0; i < count; i++) mean += values[i]! / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2;
  return { mean, error: Math.sqrt(squares / (count - 1) / count) };
}
