/**
 * Exact variances of one gradient draw for a linear loss.
 *
 * With a linear loss the slope c is the same for every draw, so each gradient is linear in the noise: the
 * scale's is u_k ε_k with u = Wᵀc, the upstream one c_i(µ_k + σ_k ε_k), and the mean's has no noise at all.
 * R2-G2 puts ε* = Pε for ε, and Var(ε*_k) = P_kk with P the projection on the row space of A = W S: its
 * share of RT's variance is P_kk, which averages to rank(A) / n.
 * @module
 */
import type { GaussianSite } from "../types.ts";
import { batchOf } from "../site.ts";
import { column, diag, matrices, type Matrix, multiply, rowSpaceBasis, transpose } from "../linalg/matrix.ts";
import type { Quadratic } from "./quadratic.ts";

/** Whose variance: RT with one draw per minibatch, with one per example, or R2-G2 (LRT on a dense layer). */
export type LinearVarianceOf = "rt" | "rt-per-example" | "r2g2";

/**
 * Variances of every coordinate of one draw's gradient of the mean loss, laid out as the tensors are.
 *
 * @param site a diagonal family by its scales: `[B, n]` at a latent site, `[n, O]` at a weight site.
 * @param objective a linear loss; its curvature is not read.
 */
export function linearVariances(
  site: GaussianSite,
  { linear }: Quadratic,
  of: LinearVarianceOf,
): Record<"mean" | "scale" | "upstream", Float64Array> {
  const { map, family } = site;
  const batch = batchOf(site);
  const scales = matrices(family.parameters["scale"]!)[0]!;
  const variances = {
    mean: new Float64Array(family.mean.size),
    scale: new Float64Array(family.mean.size),
    upstream: new Float64Array(map.matrix.size),
  };
  const maps = matrices(map.matrix);
  const latent = map.kind === "dense";
  const shared = latent && map.batch === undefined;
  // Of RT's shared draw, slopes of all examples meet the same noise and add up before they are squared.
  const commonSlope = scales.map((row) => row.map(() => 0));
  for (let b = 0; b < batch; b++) {
    const matrix = map.matrix.rank === 2 ? (latent ? maps[0]! : [maps[0]![b]!]) : maps[b]!;
    const vectors = latent ? [scales[b]!] : transpose(scales);
    vectors.forEach((deviations, o) => {
      const slope = latent ? linear[0]! : linear.map((row) => row[o]!);
      const share = of === "r2g2" ? projectionDiagonal(multiply(matrix, diag(deviations))) : undefined;
      multiply(transpose(matrix), column([...slope])).flat().forEach((u, k) => {
        const at = latent ? b * deviations.length + k : k * vectors.length + o;
        variances.scale[at] = variances.scale[at]! + u * u * (share?.[k] ?? 1) / batch ** 2;
        if (!latent) commonSlope[k]![o] = commonSlope[k]![o]! + u / batch;
      });
      slope.forEach((c, i) =>
        deviations.forEach((s, k) => {
          const at = ((shared ? 0 : b * matrix.length) + i) * deviations.length + k;
          variances.upstream[at] = variances.upstream[at]! + (c * s / batch) ** 2 * (share?.[k] ?? 1);
        })
      );
    });
  }
  if (of === "rt" && !latent) commonSlope.flat().forEach((u, at) => variances.scale[at] = u * u);
  return variances;
}

/** P_kk of the projection on a row space. */
function projectionDiagonal(a: Matrix): number[] {
  const basis = rowSpaceBasis(a);
  return a[0]!.map((_, k) => basis.reduce((sum, direction) => sum + direction[k]! ** 2, 0));
}
