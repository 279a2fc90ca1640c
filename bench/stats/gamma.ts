/**
 * Gamma and beta functions and their regularised incomplete integrals, accurate far into both tails.
 *
 * Sources: NIST Digital Library of Mathematical Functions (DLMF) chapters 5 and 8; continued fractions are
 * evaluated by the modified algorithm of Lentz (Thompson and Barnett 1986).
 * @module
 */

const TINY = 1e-300;
const EPSILON = 2 ** -52;
const MAX_TERMS = 1_000_000;
const HALF_LOG_TWO_PI = 0.9189385332046727;

/** B_2k / (2k (2k − 1)) for k = 1 … 8: Stirling's series, DLMF 5.11.1. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

/** ln Γ(x) for x > 0: Stirling's series, after shifting small arguments up by Γ(x + 1) = x Γ(x). */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`logGamma of ${x}: the argument must be positive`);
  let product = 1;
  let shifted = x;
  for (; shifted < 12; shifted++) product *= shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + stirlingRest(shifted) -
    Math.log(product);
}

/** ln B(a, b), without the cancellation of ln Γ(a) + ln Γ(b) − ln Γ(a + b) where one argument is large. */
export function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  if (large < 12) return logGamma(small) + logGamma(large) - logGamma(small + large);
  const total = small + large;
  // ln Γ(large) − ln Γ(total), both by Stirling's series, with their leading terms cancelled by hand
  const difference = small - (total - 0.5) * Math.log1p(small / large) - small * Math.log(large) +
    stirlingRest(large) - stirlingRest(total);
  return logGamma(small) + difference;
}

/** Regularised lower incomplete gamma function P(a, x) = γ(a, x)/Γ(a), DLMF 8.2.4. */
export function gammaP(a: number, x: number): number {
  return x <= 0 ? 0 : x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x);
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), without cancellation. */
export function gammaQ(a: number, x: number): number {
  return x <= 0 ? 1 : x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x);
}

/**
 * Regularised incomplete beta function I_x(a, b), DLMF 8.17.2, by the continued fraction 8.17.22.
 *
 * @param x From 0 to 1.
 * @param shape `a`, `b`, and where x is close to 1 its complement `y` = 1 − x without rounding.
 */
export function betaI(
  x: number,
  shape: { readonly a: number; readonly b: number; readonly y?: number },
): number {
  const { a, b, y = 1 - x } = shape;
  if (!(x > 0)) return 0;
  if (!(y > 0)) return 1;
  // The fraction converges fast below the mode; above it, use the reflection I_x(a, b) = 1 − I_y(b, a).
  if (x > (a + 1) / (a + b + 2)) return 1 - betaI(y, { a: b, b: a, y: x });
  const logX = x < 0.5 ? Math.log(x) : Math.log1p(-y);
  const logY = y < 0.5 ? Math.log(y) : Math.log1p(-x);
  const front = Math.exp(a * logX + b * logY - logBeta(a, b)) / a;
  return front / lentz(1, (k) => {
    const half = k >> 1;
    const term = k % 2 === 0
      ? half * (b - half) * x / ((a + k - 1) * (a + k))
      : -(a + half) * (a + b + half) * x / ((a + k - 1) * (a + k));
    return [term, 1];
  });
}

function stirlingRest(x: number): number {
  const square = 1 / (x * x);
  return STIRLING.reduceRight((rest, term) => rest * square + term, 0) / x;
}

function gammaFront(a: number, x: number): number {
  // xᵃ e^−x / Γ(a); for large a the exponent is kept small: a ln(x/a) − (x − a) plus Stirling's rest
  if (a < 12) return Math.exp(a * Math.log(x) - x - logGamma(a));
  const excess = (x - a) / a;
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(a * (Math.log1p(excess) - excess) - stirlingRest(a));
}

/** P(a, x) by its power series, DLMF 8.11.4. */
function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let total = term;
  for (let k = 1; k < MAX_TERMS && term > total * EPSILON; k++) {
    term *= x / (a + k);
    total += term;
  }
  return total * gammaFront(a, x);
}

/** Q(a, x) by its continued fraction, DLMF 8.9.2 in its even form. */
function gammaFraction(a: number, x: number): number {
  return gammaFront(a, x) / lentz(x + 1 - a, (k) => [k * (a - k), x + 2 * k + 1 - a]);
}

/** b0 + a1/(b1 + a2/(b2 + …)) with [a_k, b_k] = term(k). */
function lentz(first: number, term: (k: number) => [numerator: number, denominator: number]): number {
  let value = first === 0 ? TINY : first;
  let c = value;
  let d = 0;
  for (let k = 1; k <= MAX_TERMS; k++) {
    const [numerator, denominator] = term(k);
    d = denominator + numerator * d;
    c = denominator + numerator / c;
    d = 1 / (d === 0 ? TINY : d);
    if (c === 0) c = TINY;
    value *= c * d;
    if (Math.abs(c * d - 1) < EPSILON * 2) return value;
  }
  throw new RangeError(`a continued fraction did not converge in ${MAX_TERMS} terms`);
}
