/**
 * Checks and shapes that every estimator shares.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { DiagonalFamily } from "./families/diagonal.ts";
import type { DrawInfo, GaussianSite, NoiseSource } from "./types.ts";
import { normal } from "./random/tensors.ts";

/** The info of a draw that solved nothing. */
export const NO_SOLVER: DrawInfo = { solver: "none", iterations: 0, residual: 0 };

/**
 * A site whose shapes fit together.
 *
 * @throws {RangeError} if the family's variables are not the map's, naming both shapes.
 */
export function gaussianSite(site: GaussianSite): GaussianSite {
  const { map, family } = site;
  const weights = map.kind === "inputs";
  const variables = family.mean.shape[weights ? 0 : family.mean.rank - 1];
  const rankFits = weights ? family.mean.rank === 2 : family.mean.rank <= 2;
  if (variables === map.inputs && rankFits && batchesAgree(site)) return site;
  throw new RangeError(
    `site: the map's matrix has shape [${map.matrix.shape}] and the family's mean [${family.mean.shape}]; ` +
      (weights
        ? "wanted a mean of [n, O] for inputs [B, P, n]"
        : "wanted a mean of [n] or [B, n] for [m, n] or [B, m, n]"),
  );
}

function batchesAgree({ map, family }: GaussianSite): boolean {
  if (map.kind === "inputs" || map.batch === undefined || family.mean.rank === 1) return true;
  return family.mean.shape[0] === map.batch;
}

/** Examples that the site's own shapes imply; `fallback` where neither map nor family has a batch axis. */
export function batchOf({ map, family }: GaussianSite, fallback?: number): number {
  const batch = map.batch ?? (family.mean.rank === 2 ? family.mean.shape[0]! : fallback);
  if (batch === undefined) {
    throw new RangeError(
      "site: neither map nor family has a batch axis; pass noise of shape [B, n] or a mean [B, n]",
    );
  }
  return batch;
}

/** True where the site is a layer's weights. */
export function isWeightSite(site: GaussianSite): boolean {
  return site.map.kind === "inputs";
}

/** The family of a weight site, which is diagonal. @throws {RangeError} for another family. */
export function weightFamily({ family }: GaussianSite): DiagonalFamily {
  if (family.kind !== "diagonal") {
    throw new RangeError(`site: weights have a ${family.kind} family; wanted diagonal`);
  }
  return family as DiagonalFamily;
}

/** The layer's input without a position axis, for dense layers. shape: [B, n] */
export function denseInputs({ map }: GaussianSite): tf.Tensor2D {
  return (map.matrix.rank === 3 ? tf.squeeze(map.matrix, [1]) : map.matrix) as tf.Tensor2D;
}

/** Pre-activations of a dense layer in the shape that its input asks for. shape: [B, O] or [B, 1, O] */
export function likeInputs({ map }: GaussianSite, preactivations: tf.Tensor): tf.Tensor {
  return map.matrix.rank === 3 ? tf.expandDims(preactivations, 1) : preactivations;
}

/** Standard normals of a shape: drawn from a key, or those given, once their shape is checked. */
export function noiseFrom(source: NoiseSource, shape: number[]): tf.Tensor {
  if (!(source instanceof tf.Tensor)) return normal(source, shape);
  if (source.shape.length === shape.length && shape.every((axis, i) => axis === source.shape[i])) {
    return source;
  }
  throw new RangeError(`noise has shape [${source.shape}]; this estimator and site want [${shape}]`);
}

/**
 * A tensor computed off the tape: nothing is differentiated through it, and nothing is propagated to it,
 * unlike a custom gradient of zeros, which would still run every product behind it.
 */
export function constant(compute: () => tf.Tensor): tf.Tensor {
  // An operation without inputs has no path from any variable, so backpropagation never visits it.
  return tf.customGrad(() => ({ value: compute(), gradFunc: () => [] }))();
}
