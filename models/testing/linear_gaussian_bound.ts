/**
 * A linear-Gaussian autoencoder whose bounds are known: by their formula, or by quadrature in float64.
 *
 * v ~ N(0, I₂), x ~ N(W v, τ² I), q(v) = N(mean, diag(e^(2 logScale))). For tests of objectives.
 * @module
 */

import { gaussHermite } from "./gauss_hermite.ts";

/** Parameters in one order: mean [2], logScale [2], W [m, 2] by rows. */
export interface LinearBound {
  /** mean, logScale, W. */
  readonly parameters: readonly number[];
  /** The observation. length: m */
  readonly observation: readonly number[];
  /** τ. */
  readonly noiseScale: number;
}

/** Latents. */
const LATENTS = 2;

/** The negative evidence bound, by its formula, in nats. */
export function negativeEvidenceBound({ parameters, observation, noiseScale }: LinearBound): number {
  const [mean, logScale, rows] = split(parameters);
  const misfit = observation.reduce((sum, x, i) => {
    const row = rows[i]!;
    const predicted = row.reduce((total, w, k) => total + w * mean[k]!, 0);
    const spread = row.reduce((total, w, k) => total + (w * Math.exp(logScale[k]!)) ** 2, 0);
    return sum + (x - predicted) ** 2 + spread;
  }, 0);
  const divergence = mean.reduce(
    (sum, m, k) => sum + 0.5 * (m * m + Math.exp(2 * logScale[k]!) - 1) - logScale[k]!,
    0,
  );
  return divergence + 0.5 * misfit / noiseScale ** 2 +
    observation.length * (Math.log(noiseScale) + 0.5 * Math.log(2 * Math.PI));
}

/** −E[log ½ (w₁ + w₂)], by a product of Gauss–Hermite rules over both draws, in nats. */
export function negativePairBound(problem: LinearBound, nodes = 18): number {
  const { points, weights } = gaussHermite(nodes);
  const draws: { logWeight: number; mass: number }[] = [];
  points.forEach((a, i) =>
    points.forEach((b, j) =>
      draws.push({ logWeight: logWeight(problem, [a, b]), mass: weights[i]! * weights[j]! })
    )
  );
  let total = 0;
  for (const first of draws) {
    for (const second of draws) {
      const [high, low] = [
        Math.max(first.logWeight, second.logWeight),
        Math.min(first.logWeight, second.logWeight),
      ];
      total -= first.mass * second.mass * (high + Math.log1p(Math.exp(low - high)) - Math.LN2);
    }
  }
  return total;
}

/** Central differences of a bound for every parameter. */
export function gradientOf(bound: (problem: LinearBound) => number, problem: LinearBound): number[] {
  const step = 1e-4;
  return problem.parameters.map((_, at) => {
    const moved = (by: number) =>
      bound({ ...problem, parameters: problem.parameters.map((value, i) => i === at ? value + by : value) });
    return (moved(step) - moved(-step)) / (2 * step);
  });
}

/** log p(x, v) − log q(v) at v = mean + e^logScale · noise. */
function logWeight({ parameters, observation, noiseScale }: LinearBound, noise: readonly number[]): number {
  const [mean, logScale, rows] = split(parameters);
  const value = mean.map((m, k) => m + Math.exp(logScale[k]!) * noise[k]!);
  const prior = value.reduce((sum, v, k) => sum + 0.5 * (noise[k]! ** 2 - v * v) + logScale[k]!, 0);
  return observation.reduce((sum, x, i) => {
    const predicted = rows[i]!.reduce((total, w, k) => total + w * value[k]!, 0);
    return sum - 0.5 * ((x - predicted) / noiseScale) ** 2 - Math.log(noiseScale) -
      0.5 * Math.log(2 * Math.PI);
  }, prior);
}

function split(parameters: readonly number[]): [number[], number[], number[][]] {
  const weights = parameters.slice(2 * LATENTS);
  const rows = Array.from(
    { length: weights.length / LATENTS },
    (_, i) => weights.slice(LATENTS * i, LATENTS * (i + 1)),
  );
  return [parameters.slice(0, LATENTS), parameters.slice(LATENTS, 2 * LATENTS), rows];
}
