/**
 * The variables of one Gaussian vector, or of one for every example: diagonal, full or low-rank.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  diagonalLogScale,
  type FamilyKind,
  full,
  type GaussianFamily,
  type Key,
  lowRank,
  normal,
  split,
} from "../../estimators/mod.ts";
import type { GradientBlock } from "../types.ts";
import { variable } from "./dense.ts";

/** A Gaussian vector that owns its variables. */
export interface GaussianVector {
  /**
   * `mean` [n], and `scale`: natural logarithms of standard deviations [n] or, for a full covariance, its lower
   * factor [n, n]; and `factor` [n, r] of a low-rank one. A batch axis first where every example has its own.
   */
  readonly parameters: Readonly<Record<string, tf.Variable>>;
  /** The family of the variables' present values. */
  family(): GaussianFamily;
}

/** Sizes and start values of {@linkcode gaussianVector}. */
export interface GaussianVectorOptions {
  /** Covariance structure. */
  readonly family: FamilyKind;
  /** Length of the vector, n. */
  readonly variables: number;
  /** Vectors, one for each example of the one minibatch. @default a single one for all */
  readonly vectors?: number;
  /** Columns r of a low-rank family's factor. @default 1 */
  readonly rank?: number;
  /** Standard deviation of one variable at the start. @default 0.3 */
  readonly scale?: number;
  /** Share of its variance that others cause at the start, beyond the diagonal family. @default 0.5 */
  readonly common?: number;
  /** Key of the start values. */
  readonly key: Key;
}

/**
 * Means of size 1/√n and, beyond the diagonal family, variables that are correlated from the start.
 *
 * The factor of a full covariance is trained as it is: the logarithm of its diagonal in the divergence keeps it
 * above zero, and a step that crosses zero is the family's RangeError.
 *
 * @throws {RangeError} for sizes below one, a scale that is not above zero, or a share outside [0, 1).
 */
export function gaussianVector(options: GaussianVectorOptions): GaussianVector {
  const { family, variables: n, rank = 1, scale: size = 0.3, common = 0.5, key } = options;
  check({ n, vectors: options.vectors ?? 1, rank, size, common });
  const vectors = options.vectors === undefined ? [] : [options.vectors];
  const [meanKey, rootKey] = split(key, 2) as [Key, Key];
  const mean = variable(() => tf.div(normal(meanKey, [...vectors, n]), Math.sqrt(n)));
  if (family === "full") {
    const scale = variable(() => lowerTriangular(rootKey, { vectors, n, size, common }));
    return { parameters: { mean, scale }, family: () => full(mean, scale) };
  }
  const own = family === "diagonal" ? size : size * Math.sqrt(1 - common);
  const scale = variable(() => tf.fill([...vectors, n], Math.log(own)));
  if (family === "diagonal") {
    return { parameters: { mean, scale }, family: () => diagonalLogScale(mean, scale) };
  }
  const factor = variable(() =>
    tf.mul(size * Math.sqrt(common / rank), normal(rootKey, [...vectors, n, rank]))
  );
  return { parameters: { mean, scale, factor }, family: () => lowRank(mean, tf.exp(scale), factor) };
}

/** Blocks of a vector's variables; the factor of a low-rank family is a scale under a name of its own. */
export function vectorBlocks(layer: string, { parameters }: GaussianVector): GradientBlock[] {
  const own: GradientBlock[] = [
    { layer, block: "mean", source: { parameter: "mean" } },
    { layer, block: "scale", source: { parameter: "scale" } },
  ];
  return "factor" in parameters
    ? [...own, { layer: `${layer}/factor`, block: "scale", source: { parameter: "factor" } }]
    : own;
}

interface Start {
  readonly n: number;
  readonly size: number;
  readonly common: number;
}

/** Rows of length near `size`: the share `common` of their variance left of the diagonal, the rest on it. */
function lowerTriangular(
  key: Key,
  { vectors, n, size, common }: Start & { readonly vectors: readonly number[] },
): tf.Tensor {
  const mask = Float32Array.from({ length: n * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    return column < row ? size * Math.sqrt(common / row) : 0;
  });
  const diagonal = tf.mul(tf.eye(n), size * Math.sqrt(1 - common));
  return tf.add(tf.mul(normal(key, [...vectors, n, n]), tf.tensor2d(mask, [n, n])), diagonal);
}

function check(
  { n, vectors, rank, size, common }: Start & { readonly vectors: number; readonly rank: number },
): void {
  for (const [name, value] of Object.entries({ variables: n, vectors, rank })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`Gaussian vector: ${name} is ${value}; wanted a whole number of at least 1`);
    }
  }
  if (!(size > 0)) throw new RangeError(`Gaussian vector: scale is ${size}; wanted a number above 0`);
  if (!(common >= 0 && common < 1)) {
    throw new RangeError(`Gaussian vector: common is ${common}; wanted a share of at least 0 and below 1`);
  }
}
