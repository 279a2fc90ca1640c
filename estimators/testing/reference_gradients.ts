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
  readonly z: Matrix;
  /** ε*. shape: [B, k] */
  readonly conditional: Matrix;
  /** By parameter, and `upstream` for the map's matrix. */
  readonly blocks: Readonly<Record<string, readonly number[]>>;
}

/** What a formula gives at a latent site for noise of shape [B, k]. */
export function referenceGradients(site: GaussianSite, noise: Matrix, formula: Formula): Reference {
  const examples = noise.map((epsilon, b) => exampleAt(site, b, epsilon));
  const losses = examples.map(({ z }) => lossOf(z));
  const gradients = examples.map((example, b) =>
    formula === "score"
      ? scoreBlocks(site, example, { b, weight: leaveOneOut(losses, b) })
      : pathBlocks(site, example, { b, used: formula === "rt" ? example.epsilon : example.conditional })
  );
  return {
    z: examples.map(({ z }) => z),
    conditional: examples.map(({ conditional }) => conditional),
    blocks: meanOf(site, gradients),
  };
}

/** One example's W, v, z and g = ∂loss/∂z, with ε and ε*. */
interface Example {
  readonly w: Matrix;
  readonly mean: readonly number[];
  readonly value: readonly number[];
  readonly z: readonly number[];
  readonly slope: readonly number[];
  readonly epsilon: readonly number[];
  readonly conditional: readonly number[];
}

function exampleAt(site: GaussianSite, b: number, epsilon: readonly number[]): Example {
  const w = matrices(site.map.matrix)[site.map.batch === undefined ? 0 : b]!;
  const root = rootOf(site, b);
  const { mean } = denseGaussian(site.family, b);
  const value = vectorOf(mean, root, epsilon);
  const z = multiply(w, column(value)).flat();
  const conditional = conditionalNoiseReference(multiply(w, root), epsilon);
  return { w, mean, value, z, slope: z.map((entry, i) => entry + slopeAt(i)), epsilon, conditional };
}

/** v = µ + S ε. */
function vectorOf(mean: readonly number[], root: Matrix, epsilon: readonly number[]): number[] {
  return multiply(root, column(epsilon)).flat().map((deviation, k) => mean[k]! + deviation);
}

/** Gradients of one example by block. */
type Blocks = Readonly<Record<string, Matrix>>;

/** ∂µ = Wᵀg, ∂S = (Wᵀg) εᵀ, ∂W = g (µ + S ε)ᵀ, with ε or ε*. */
function pathBlocks(
  site: GaussianSite,
  { w, mean, slope }: Example,
  { b, used }: { readonly b: number; readonly used: readonly number[] },
): Blocks {
  const pulled = multiply(transpose(w), column(slope)).flat();
  return {
    mean: [pulled],
    ...rootGradients(site, b, { pulled, noise: used }),
    upstream: multiply(column(slope), [vectorOf(mean, rootOf(site, b), used)]),
  };
}

/** weight · ∇ log q(v): p = Σ⁻¹(v − µ) for the mean and ½ (p pᵀ − Σ⁻¹) for Σ. W has its path, g vᵀ. */
function scoreBlocks(
  { family }: GaussianSite,
  { mean, value, slope }: Example,
  { b, weight }: { readonly b: number; readonly weight: number },
): Blocks {
  const precision = pseudoInverse(denseGaussian(family, b).covariance);
  const p = multiply(precision, column(value.map((v, k) => v - mean[k]!))).flat();
  const ofCovariance = scale(0.5 * weight, add(multiply(column(p), [p]), scale(-1, precision)));
  return {
    mean: [p.map((entry) => weight * entry)],
    ...scaleGradients(family, b, ofCovariance),
    upstream: multiply(column(slope), [value]),
  };
}

/** The loss minus the mean of the other examples'. */
function leaveOneOut(losses: readonly number[], b: number): number {
  const others = losses.filter((_, other) => other !== b);
  return losses[b]! - (others.length === 0 ? 0 : others.reduce((sum, loss) => sum + loss, 0) / others.length);
}

/** Means over the examples, in the layout of the parameters: what is shared is summed, then divided by B. */
function meanOf({ map, family }: GaussianSite, gradients: readonly Blocks[]): Record<string, number[]> {
  const tensors = { ...family.parameters, upstream: map.matrix };
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const perExample = tensor.rank > (name === "upstream" ? 2 : family.ownRanks[name]!);
      const all = gradients.map((blocks) => blocks[name]!.flat().map((g) => g / gradients.length));
      if (perExample) return [name, all.flat()];
      return [name, all.reduce((sum, own) => sum.map((total, i) => total + own[i]!))];
    }),
  );
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
