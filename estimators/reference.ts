/**
 * ε* = E[ε | z] = Aᵀ(AAᵀ)†A ε with A = W S: R2-G2's conditional noise in its textbook form, in float64.
 *
 * Source: Lam, Bui, Deligiannidis, Teh, arXiv 2506.07687, definition 4.1 and eq. 8. Every solver, family and map
 * is tested against these lines; nothing that runs in a training step calls them.
 * @module
 */
import { column, type Matrix, multiply, pseudoInverse, transpose } from "./linalg/matrix.ts";

/**
 * The projection of ε on the row space of A, for one example.
 *
 * @param a A = W S. shape: [m, k]
 * @param noise ε. shape: [k]
 * @returns ε*. shape: [k]
 * @example One observed sum of two equal variables says half of it about each
 * ```ts
 * import { conditionalNoiseReference } from "./reference.ts";
 * const noise = conditionalNoiseReference([[1, 1]], [3, 1]);
 * console.assert(noise.every((value) => Math.abs(value - 2) < 1e-12));
 * ```
 */
export function conditionalNoiseReference(a: Matrix, noise: readonly number[]): number[] {
  const z = multiply(a, column(noise));
  const beta = multiply(pseudoInverse(multiply(a, transpose(a))), z);
  return multiply(transpose(a), beta).flat();
}
