/**
 * Quantiles of the normal and the chi law, in float64.
 * @module
 */

/**
 * Φ⁻¹(p): the standard normal's quantile, to about 16 digits.
 *
 * Source: Wichura 1988, "Algorithm AS 241: the percentage points of the normal distribution", PPND16.
 *
 * @param p in (0, 1)
 * @example
 * ```ts
 * import { normalQuantile } from "./quantiles.ts";
 * console.assert(Math.abs(normalQuantile(0.975) - 1.959963984540054) < 1e-14);
 * ```
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return q * ratio(CENTRE, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const size = r <= 5 ? ratio(SHOULDER, r - 1.6) : ratio(TAIL, r - 5);
  return q < 0 ? -size : size;
}

/** Coefficients of numerator and denominator, constant first. */
type Rational = readonly [above: readonly number[], below: readonly number[]];

function ratio([above, below]: Rational, x: number): number {
  return polynomial(above, x) / polynomial(below, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

// deno-fmt-ignore
const CENTRE: Rational = [
  [3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727],
  [1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
    21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610],
];
// deno-fmt-ignore
const SHOULDER: Rational = [
  [1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
    1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4],
  [1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
    0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9],
];
// deno-fmt-ignore
const TAIL: Rational = [
  [6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
    0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7],
  [1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15],
];

/** Scores beyond which a normal stays but once in 10¹¹. */
const FARTHEST = 7;
const NODES = 4096;
const tables = new Map<number, Float64Array>();

/**
 * q with P(χ_ν ≤ q) = Φ(score): the length of a standard normal ν-vector with a normal's rank.
 *
 * Interpolated from a table with an error below 10⁻⁶; scores are cut off at ± 7.
 *
 * @param degrees ν, a whole number of at least 1
 */
export function chiOfScore(degrees: number): (score: number) => number {
  const table = tables.get(degrees) ?? tableOf(degrees);
  tables.set(degrees, table);
  return (score) => {
    const at = (Math.min(FARTHEST, Math.max(-FARTHEST, score)) + FARTHEST) * (NODES / (2 * FARTHEST));
    const node = Math.min(NODES - 1, Math.floor(at));
    return table[node]! + (at - node) * (table[node + 1]! - table[node]!);
  };
}

function tableOf(degrees: number): Float64Array {
  return Float64Array.from(
    { length: NODES + 1 },
    (_, i) => exactChi(degrees, FARTHEST * (2 * i / NODES - 1)),
  );
}

/** By bisection, in the tail that is the smaller one, where nothing cancels. */
function exactChi(degrees: number, score: number): number {
  const wanted = gammaTail(0.5, score ** 2 / 2, "upper") / 2;
  const side = score < 0 ? "lower" : "upper";
  let [low, high] = [0, 50];
  while (true) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    const tail = gammaTail(degrees / 2, middle ** 2 / 2, side);
    if ((side === "lower") === (tail < wanted)) low = middle;
    else high = middle;
  }
}

/** The regularised incomplete gamma function of a half-integer: a series below a + 1, a continued fraction above. */
export function gammaTail(a: number, x: number, side: "lower" | "upper"): number {
  if (x <= 0) return side === "lower" ? 0 : 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  const [value, own] = x < a + 1
    ? [front * lowerSeries(a, x), "lower"]
    : [front * upperFraction(a, x), "upper"];
  return own === side ? value : 1 - value;
}

/** Σ xᵏ / (a (a + 1) … (a + k)). */
function lowerSeries(a: number, x: number): number {
  let [term, sum] = [1 / a, 1 / a];
  for (let k = 1; term > sum * 1e-17; k++) sum += term *= x / (a + k);
  return sum;
}

/** By Lentz's method; Press et al., Numerical Recipes, section 6.2. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let i = 1; i < 1000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}

/** ln Γ(a) for a = ½, 1, 1½, … */
function logGamma(a: number): number {
  let sum = a % 1 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let at = a % 1 === 0 ? 1 : 0.5; at < a; at++) sum += Math.log(at);
  return sum;
}
