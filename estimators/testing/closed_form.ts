/**
 * Exact expectations of quadratic losses at a site, with their gradients, and exact moments of z.
 *
 * E[½ zᵀQz + c·z] = ½ z̄ᵀQz̄ + ½ tr(QC) + c·z̄ for z of mean z̄ and covariance C; everything below is this
 * formula and the chain rule, in float64 from the float32 values that the tensors hold.
 * @module
 */
import type { GaussianSite } from "../types.ts";
import { batchOf } from "../site.ts";
import { denseGaussian, scaleGradients } from "./dense_family.ts";
import {
  add,
  column,
  diag,
  matrices,
  type Matrix,
  multiply,
  scale,
  trace,
  transpose,
} from "../linalg/matrix.ts";
import type { Quadratic } from "./quadratic.ts";

/** An expected loss and its gradient by block, laid out as the tensors are. */
export interface ExactGradients {
  /** The expected loss. */
  readonly value: number;
  /** By parameter of the family (`mean`, `scale`, …) and `upstream` for the map's matrix. */
  readonly blocks: Readonly<Record<string, Float64Array>>;
}

/** Moments of one example's pre-activations, flattened as [P, O] or [m]. */
export interface ExactMoments {
  /** Mean of every entry. */
  readonly mean: readonly number[];
  /** Covariance of every pair of entries. */
  readonly covariance: Matrix;
}

/** The exact gradient of E[mean over the minibatch of loss(z_b)]. */
export function expectedGradients(site: GaussianSite, objective: Quadratic, batch?: number): ExactGradients {
  const examples = batchOf(site, batch);
  const sum = gradientSums(site);
  let value = 0;
  for (let b = 0; b < examples; b++) {
    value += (site.map.kind === "inputs" ? weightExample : latentExample)(site, objective, { b, sum });
  }
  return {
    value: value / examples,
    blocks: Object.fromEntries(
      Object.entries(sum.blocks).map(([name, total]) => [name, total.map((entry) => entry / examples)]),
    ),
  };
}

/** Exact mean and covariance of z_b = W µ, A Aᵀ for every example. */
export function expectedMoments(site: GaussianSite, batch?: number): ExactMoments[] {
  return Array.from({ length: batchOf(site, batch) }, (_, b) => {
    const map = mapOf(site, b);
    if (site.map.kind === "dense") {
      const { mean, covariance } = denseGaussian(site.family, b);
      return {
        mean: multiply(map, column(mean)).flat(),
        covariance: multiply(multiply(map, covariance), transpose(map)),
      };
    }
    const { mean, variance } = weights(site);
    const units = transpose(variance).map((v) => multiply(multiply(map, diag(v)), transpose(map)));
    const entries = map.flatMap((_, i) => units.map((_, o) => ({ i, o })));
    return {
      mean: multiply(map, mean).flat(),
      covariance: entries.map((a) => entries.map((e) => a.o === e.o ? units[a.o]![a.i]![e.i]! : 0)),
    };
  });
}

interface Term {
  readonly b: number;
  readonly sum: ReturnType<typeof gradientSums>;
}

function latentExample(site: GaussianSite, { units, linear }: Quadratic, { b, sum }: Term): number {
  const map = mapOf(site, b);
  const { mean, covariance } = denseGaussian(site.family, b);
  const zMean = multiply(map, column(mean));
  const slope = add(multiply(units, zMean), transpose(linear));
  const pulled = multiply(multiply(transpose(map), units), map);
  sum.add("mean", b, multiply(transpose(map), slope));
  for (const [name, gradient] of Object.entries(scaleGradients(site.family, b, scale(0.5, pulled)))) {
    sum.add(name, b, gradient);
  }
  sum.add("upstream", b, add(multiply(slope, [mean]), multiply(multiply(units, map), covariance)));
  return 0.5 * quadraticForm(units, zMean) + 0.5 * trace(multiply(pulled, covariance)) +
    multiply(linear, zMean)[0]![0]!;
}

function weightExample(
  site: GaussianSite,
  { units, positions, linear }: Quadratic,
  { b, sum }: Term,
): number {
  const x = mapOf(site, b);
  const { mean, variance, deviationFactor } = weights(site);
  const zMean = multiply(x, mean);
  const mixed = multiply(multiply(positions, zMean), units);
  const slope = add(mixed, linear);
  const pulled = multiply(multiply(transpose(x), positions), x);
  const ofVariance = variance.map((row, k) => row.map((_, o) => 0.5 * units[o]![o]! * pulled[k]![k]!));
  sum.add("mean", b, multiply(transpose(x), slope));
  const scaleName = Object.keys(site.family.parameters)[1]!;
  sum.add(scaleName, b, ofVariance.map((row, k) => row.map((g, o) => g * deviationFactor[k]![o]!)));
  const curvature = variance.map((row) => row.reduce((total, v, o) => total + v * units[o]![o]!, 0));
  sum.add(
    "upstream",
    b,
    add(multiply(slope, transpose(mean)), multiply(multiply(positions, x), diag(curvature))),
  );
  const entries = zMean.flatMap((row, i) => row.map((z, o) => z * (0.5 * mixed[i]![o]! + linear[i]![o]!)));
  const spread = curvature.reduce((total, v, k) => total + 0.5 * v * pulled[k]![k]!, 0);
  return entries.reduce((total, value) => total + value, spread);
}

/** Means and variances of a layer's weights, and ∂σ²/∂(its parameter). shapes: [n, O] */
function weights({ family }: GaussianSite) {
  const [name, tensor] = Object.entries(family.parameters)[1]!;
  const parameter = matrices(tensor)[0]!;
  const map = (f: (value: number) => number) => parameter.map((row) => row.map(f));
  const log = name === "logScale";
  return {
    mean: matrices(family.mean)[0]!,
    variance: map((s) => log ? Math.exp(2 * s) : s * s),
    deviationFactor: map((s) => log ? 2 * Math.exp(2 * s) : 2 * s),
  };
}

function mapOf({ map }: GaussianSite, b: number): number[][] {
  const all = matrices(map.matrix);
  if (map.kind === "inputs" && map.matrix.rank === 2) return [all[0]![b]!];
  return all[map.batch === undefined ? 0 : b]!;
}

/** Sums of every block over the examples, each entry where the block's tensor has it. */
function gradientSums({ map, family }: GaussianSite) {
  const tensors = { ...family.parameters, upstream: map.matrix };
  const blocks = Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, new Float64Array(tensor.size)]),
  );
  const batched = (name: string) => {
    if (name === "upstream") return map.batch !== undefined;
    return map.kind === "dense" && tensors[name as keyof typeof tensors]!.rank > family.ownRanks[name]!;
  };
  return {
    blocks,
    add(name: string, b: number, gradient: Matrix): void {
      const flat = gradient.flat();
      const offset = batched(name) ? b * flat.length : 0;
      const block = blocks[name]!;
      flat.forEach((value, i) => block[offset + i] = block[offset + i]! + value);
    },
  };
}

function quadraticForm(q: Matrix, vector: Matrix): number {
  return multiply(multiply(transpose(vector), q), vector)[0]![0]!;
}
