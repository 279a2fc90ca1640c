/**
 * Whether a function that calls itself cblas_sgemm multiplies matrices.
 * @module
 */

/** cblas_sgemm: order, transposes, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc. */
export type Sgemm = (
  order: number,
  transposeA: number,
  transposeB: number,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: Float32Array<ArrayBuffer>,
  lda: number,
  b: Float32Array<ArrayBuffer>,
  ldb: number,
  beta: number,
  c: Float32Array<ArrayBuffer>,
  ldc: number,
) => void;

/** CblasRowMajor. */
export const ROW_MAJOR = 101;
/** CblasNoTrans. */
export const AS_STORED = 111;
/** CblasTrans. */
export const TRANSPOSED = 112;

/** One below and one above the block sizes that libraries switch their code paths at. */
const SIZES = [[3, 5, 4], [33, 18, 35], [1, 7, 9], [9, 1, 6], [49, 65, 300]] as const;

/**
 * Tries known products in every transpose combination, written over garbage and added to a known matrix.
 *
 * The matrices hold small integers, so that every order of summation gives the same exact result.
 *
 * @returns undefined if all are right, else what was wrong
 *
 * @example A function that does nothing is found out
 * ```ts
 * import { verifySgemm } from "./verify.ts";
 * if (verifySgemm(() => {}) === undefined) throw new Error("it multiplies nothing");
 * ```
 */
export function verifySgemm(sgemm: Sgemm): string | undefined {
  for (const [m, n, k] of SIZES) {
    const a = Float32Array.from({ length: m * k }, (_, i) => (i * 7) % 11 - 5);
    const b = Float32Array.from({ length: k * n }, (_, i) => (i * 5) % 13 - 6);
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        for (const beta of [0, 1]) {
          const c = new Float32Array(m * n).fill(beta === 0 ? NaN : 3);
          // deno-fmt-ignore
          sgemm(ROW_MAJOR, transposeA ? TRANSPOSED : AS_STORED, transposeB ? TRANSPOSED : AS_STORED, m, n, k, 1,
            a, transposeA ? m : k, b, transposeB ? k : n, beta, c, n);
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < n; j++) {
              let sum = beta * 3;
              for (let p = 0; p < k; p++) {
                sum += (a[transposeA ? p * m + i : i * k + p] ?? 0) *
                  (b[transposeB ? j * k + p : p * n + j] ?? 0);
              }
              if (c[i * n + j] !== sum) {
                const flags = `${transposeA ? "ᵀ" : ""}·${transposeB ? "ᵀ" : ""}`;
                return `its ${m}×${k} ${flags} ${k}×${n} product is wrong (${c[i * n + j]} for ${sum})`;
              }
            }
          }
        }
      }
    }
  }
  return undefined;
}
