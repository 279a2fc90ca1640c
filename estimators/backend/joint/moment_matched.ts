/**
 * Moment-matched draws: two halves of K standard normals whose sample means are opposite and whose sample variances
 * have opposite ranks, for every variable on its own.
 *
 *     second mean = −first mean,   F(second variance) = 1 − F(first variance),   F of χ²(K/2 − 1) / (K/2)
 *
 * Each half is by itself a sample of independent standard normals: of such a sample mean, variance and the direction
 * of the residuals are independent, and both halves have directions of their own.
 * Source: Wu, Goodman, Ermon 2019, "Differentiable antithetic sampling for variance reduction in stochastic
 * variational inference"; samples of given moments as Pullin 1979 and Marsaglia 1980 make them. Where they invert an
 * approximation of F, this one is exact.
 * @module
 */
import { chiOfScore } from "./quantiles.ts";

/**
 * Matches the moments of independent standard normal draws, in place.
 *
 * @param draws K arrays, K even and at least 4
 * @param scores independent standard normals, whose ranks the variances take
 */
export function matchMoments(draws: readonly Float32Array[], scores: Float32Array): void {
  const half = draws.length / 2;
  const [first, second] = [draws.slice(0, half), draws.slice(half)];
  const chi = chiOfScore(half - 1);
  for (let i = 0; i < scores.length; i++) {
    let mean = 0;
    for (const draw of first) mean += draw[i]! / half;
    place(first, i, { mean, spread: chi(scores[i]!) });
    place(second, i, { mean: -mean, spread: chi(-scores[i]!) });
  }
}

/** The sample of a mean and a root of summed squares, in the direction of its residuals. */
function place(
  draws: readonly Float32Array[],
  i: number,
  { mean, spread }: { readonly mean: number; readonly spread: number },
): void {
  let own = 0;
  for (const draw of draws) own += draw[i]! / draws.length;
  let squares = 0;
  for (const draw of draws) squares += (draw[i]! - own) ** 2;
  const scale = squares === 0 ? 0 : spread / Math.sqrt(squares);
  for (const draw of draws) draw[i] = mean + scale * (draw[i]! - own);
}
