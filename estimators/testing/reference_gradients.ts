/**
 * Gradients of a quadratic loss for given noise, in float64, from the formulas: RT's (paper eq. 6), R2-G2's
 * (the same with ε* for ε, eq. 8) and the score function's (Mohamed et al. 2020, eq. 17).
 *
 * Every gradient has the layout of its parameter: one that examples share is summed over them.
 * @module
 */
import type { GaussianSite } from "../types.ts";
import { conditionalNoiseReference } from "../reference.ts";
import { denseGaussian, scaleGradients } from "./dense_family.ts";
import {
  add,
  column,
  diag,
  matrices,
  type Matrix,
  multiply,
  pseudoInverse,
  scale,
  transpose,
} from "../linalg/matrix.ts";

/** Which estimator's formula: what stands for ε in the gradient, or none that does. */
export type Formula = "rt" | "r2g2" | "score";

/** ½|z|² + Σ_i c_i z_i of one example, with c_i = 1, −½, 1, −½, … */
export function lossOf(z: readonly number[]): number {
  return z.reduce((sum, value, i) => sum + value * (0.5 * value + slopeAt(i)), 0);
}

/** c_i of {@linkcode lossOf}. */
export function slopeAt(i: number): number {
  return i % 2 === 0 ? 1 : -0.5;
}

/** The pre-activations of every example, ε* where the formula has it, and all gradients of the mean loss. */
export interface Reference {
  /** shape: [B, m] */
  readonly z: readonly number[][];
  /** ε*. shape: [B, k] */
  readonly conditional: readonly number[][];
  /** By parameter, and `upstream` for the map's matrix. */
  readonly blocks: Readonly<Record<string, readonly number[]>>;
}

/** What a formula gives at a latent site for noise of shape [B, k]. */
export function referenceGradients(site: GaussianSite, noise: Matrix, formula: Formula): Reference {
  const { map, family } = site;
  const examples = noise.map((epsilon, b) => exampleAt(site, b, epsilon));
  const losses = examples.map(({ z }) => lossOf(z));
  const meanLoss = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const sums: Record<string, number[]> = {};
  const put = (name: string, b: number, gradient: Matrix) => {
    const tensor = name === "upstream" ? map.matrix : family.parameters[name]!;
    const own = name === "upstream" ? 2 : family.ownRanks[name]!;
    const block = sums[name] ??= Array.from({ length: tensor.size }, () => 0);
    const flat = gradient.flat();
    const offset = tensor.rank > own ? b * flat.length : 0;
    flat.forEach((value, i) => block[offset + i] = block[offset + i]! + value / losses.length);
  };
  examples.forEach(({ w, value, z, epsilon, conditional }, b) => {
    const slope = z.map((entry, i) => entry + slopeAt(i));
    if (formula === "score") {
      const count = losses.length;
      const weight = count === 1 ? losses[b]! : (losses[b]! - meanLoss) * count / (count - 1);
      const { mean, covariance } = denseGaussian(family, b);
      const precision = pseudoInverse(covariance);
      const p = multiply(precision, column(value.map((v, k) => v - mean[k]!))).flat();
      put("mean", b, [p.map((entry) => weight * entry)]);
      const ofCovariance = scale(0.5 * weight, add(multiply(column(p), [p]), scale(-1, precision)));
      for (const [name, gradient] of Object.entries(scaleGradients(family, b, ofCovariance))) {
        put(name, b, gradient);
      }
      put("upstream", b, multiply(column(slope), [value]));
      return;
    }
    const used = formula === "rt" ? epsilon : conditional;
    const pulled = multiply(transpose(w), column(slope)).flat();
    put("mean", b, [pulled]);
    for (const [name, gradient] of Object.entries(rootGradients(site, b, { pulled, noise: used }))) {
      put(name, b, gradient);
    }
    const { mean } = denseGaussian(family, b);
    const vector = multiply(rootOf(site, b), column(used)).flat().map((v, k) => v + mean[k]!);
    put("upstream", b, multiply(column(slope), [vector]));
  });
  return {
    z: examples.map(({ z }) => z),
    conditional: examples.map(({ conditional }) => conditional),
    blocks: sums,
  };
}

function exampleAt(site: GaussianSite, b: number, epsilon: readonly number[]) {
  const maps = matrices(site.map.matrix);
  const w = maps[site.map.batch === undefined ? 0 : b]!;
  const root = rootOf(site, b);
  const { mean } = denseGaussian(site.family, b);
  const value = multiply(root, column(epsilon)).flat().map((v, k) => v + mean[k]!);
  const z = multiply(w, column(value)).flat();
  return { w, value, z, epsilon, conditional: conditionalNoiseReference(multiply(w, root), epsilon) };
}

/** S of one example. shape: [n, k] */
export function rootOf({ family }: GaussianSite, b: number): number[][] {
  const own = (name: string): number[][] => {
    const tensor = family.parameters[name]!;
    const all = matrices(tensor);
    return family.ownRanks[name] === 2
      ? all[tensor.rank === 3 ? b : 0]!
      : [all[0]![tensor.rank === 2 ? b : 0]!];
  };
  if (family.kind === "full") return own("scaleTril");
  if ("logScale" in family.parameters) return diag(own("logScale")[0]!.map(Math.exp));
  const scales = diag(own("scale")[0]!);
  return family.kind === "diagonal" ? scales : scales.map((row, k) => [...row, ...own("factor")[k]!]);
}

/** ∂/∂S = (Wᵀg) εᵀ, entry by entry where S has a parameter. */
function rootGradients(
  site: GaussianSite,
  b: number,
  { pulled, noise }: { readonly pulled: readonly number[]; readonly noise: readonly number[] },
): Record<string, number[][]> {
  const { kind, parameters } = site.family;
  const whole = multiply(column(pulled), [noise]);
  if (kind === "full") return { scaleTril: whole.map((row, i) => row.map((g, j) => j <= i ? g : 0)) };
  const ofScale = [pulled.map((_, k) => whole[k]![k]!)];
  if ("logScale" in parameters) {
    const root = rootOf(site, b);
    return { logScale: [ofScale[0]!.map((g, k) => g * root[k]![k]!)] };
  }
  const n = pulled.length;
  return kind === "diagonal"
    ? { scale: ofScale }
    : { scale: ofScale, factor: whole.map((row) => row.slice(n)) };
}
