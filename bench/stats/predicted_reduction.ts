/**
 * By how much conditioning divides a site's noise, from its sizes alone.
 *
 * R2-G2 projects the noise on the row space of A = W S (paper, definition 4.1), of rank r = min(m, n). For a random W
 * the projection keeps of coordinate j the share
 *
 *     p_j = λ s_j² / (1 + λ s_j²),   λ such that Σ p_j = r,
 *
 * which is r / n where all scales are equal. The gradient in log s_j is s_j (Wᵀg)_j ε_j, and its variance with ε* in
 * place of ε is p_j times as large, so that R2-G2 divides the variance of all together by Σ s_j² / Σ s_j² p_j: by
 * n / min(m, n) for equal scales, by less the more they differ, because the largest are kept best.
 * @module
 */

/** A site's sizes, and how much its scales differ. */
export interface ReductionShape {
  /** m: pre-activations that depend on one Gaussian vector; positions P of a layer of weights. */
  readonly outputs: number;
  /** n: entries of the Gaussian vector's noise. */
  readonly inputs: number;
  /** Largest scale over the smallest, geometrically spaced in between. @default 1 */
  readonly spread?: number;
}

/**
 * Variance of RT over that of R2-G2, of what conditioning can change: the gradient of the scale, and upstream.
 *
 * @throws {RangeError} for sizes below 1 or a spread below 1.
 * @example Four times as many latents as pre-activations
 * ```ts
 * import { predictedReduction } from "./predicted_reduction.ts";
 *
 * console.assert(predictedReduction({ outputs: 50, inputs: 200 }) === 4);
 * console.assert(predictedReduction({ outputs: 200, inputs: 50 }) === 1);
 * console.assert(predictedReduction({ outputs: 50, inputs: 200, spread: 30 }) < 2);
 * ```
 */
export function predictedReduction({ outputs, inputs, spread = 1 }: ReductionShape): number {
  for (const [name, value] of Object.entries({ outputs, inputs })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${name} is ${value}; wanted an integer from 1`);
    }
  }
  if (!(spread >= 1 && Number.isFinite(spread))) {
    throw new RangeError(`spread is ${spread}; wanted the largest scale over the smallest, at least 1`);
  }
  if (outputs >= inputs) return 1;
  if (spread === 1) return inputs / outputs;
  const variances = Array.from({ length: inputs }, (_, j) => spread ** (-2 * j / (inputs - 1)));
  const λ = strength(variances, outputs);
  const kept = variances.map((v) => v * λ * v / (1 + λ * v));
  return sum(variances) / sum(kept);
}

/** λ with Σ λ v_j / (1 + λ v_j) = rank, by bisection of its logarithm. */
function strength(variances: readonly number[], rank: number): number {
  let [low, high] = [-60, 200];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    const λ = Math.exp(middle);
    if (sum(variances.map((v) => λ * v / (1 + λ * v))) < rank) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
