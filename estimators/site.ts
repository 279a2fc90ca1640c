/**
 * Checks and shapes that every estimator shares.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { DiagonalFamily } from "./families/diagonal.ts";
import type { Draw, DrawInfo, GaussianFamily, GaussianSite, NoiseSource } from "./types.ts";
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
  const rankFits = weights ? alike(family) : family.mean.rank <= 2;
  if (variables === map.inputs && rankFits && batchesAgree(site)) return site;
  const examples = batchesAgree(site)
    ? ""
    : ` (the map is for ${map.batch} examples, the family for ${family.batch})`;
  // A tfjs kernel is inputs × outputs, the transpose of a map.
  const turned = !weights && variables !== map.inputs && variables === map.outputs;
  throw new RangeError(
    `site: the map's matrix has shape [${map.matrix.shape}] and the family's mean [${family.mean.shape}]; ` +
      (weights
        ? "wanted a mean of [n, O], and a scale of the same shape, for inputs [B, P, n]"
        : "wanted a mean of [n] or [B, n] for [m, n] or [B, m, n]") +
      (turned ? " (outputs × inputs; for a tfjs kernel, inputs × outputs, use denseMapFromKernel)" : "") +
      examples,
  );
}

function batchesAgree({ map, family }: GaussianSite): boolean {
  const batch = map.kind === "inputs" ? undefined : family.batch;
  return batch === undefined || map.batch === undefined || batch === map.batch;
}

/** Whether every parameter of a layer's weights is [n, O]. */
function alike({ mean, parameters }: GaussianFamily): boolean {
  return mean.rank === 2 &&
    Object.values(parameters).every(({ shape }) => `${shape}` === `${mean.shape}`);
}

/** Examples that the site's own shapes imply; `fallback` where neither map nor family has a batch axis. */
export function batchOf({ map, family }: GaussianSite, fallback?: number): number {
  const batch = map.batch ?? family.batch ?? fallback;
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

/** Positions that share every weight vector: P of a convolution, 1 for a dense layer. */
export function positionsOf({ map }: GaussianSite): number {
  return map.kind === "inputs" ? map.outputs : 1;
}

/** True at a weight site whose weight vectors have one pre-activation each: a dense layer. */
export function isDenseSite(site: GaussianSite): boolean {
  return isWeightSite(site) && positionsOf(site) === 1;
}

/** The layer's input with a position axis. shape: [B, P, n] */
export function patches({ map }: GaussianSite): tf.Tensor3D {
  return (map.matrix.rank === 3 ? map.matrix : tf.expandDims(map.matrix, 1)) as tf.Tensor3D;
}

/** Pre-activations [B, P, O] in the shape that the layer's input asks for: [B, O] for an input [B, n]. */
export function withoutPositions({ map }: GaussianSite, preactivations: tf.Tensor): tf.Tensor {
  return map.matrix.rank === 3 ? preactivations : tf.squeeze(preactivations, [1]);
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

/** Standard normals of a latent site, drawn or given. shape: [B, noiseSize] */
export function latentNoise(site: GaussianSite, source: NoiseSource): tf.Tensor2D {
  const { noiseSize } = site.family;
  if (source instanceof tf.Tensor && source.rank !== 2) {
    throw new RangeError(`noise has shape [${source.shape}]; this site wants [B, ${noiseSize}]`);
  }
  const batch = batchOf(site, source instanceof tf.Tensor ? source.shape[0] : undefined);
  return noiseFrom(source, [batch, noiseSize]) as tf.Tensor2D;
}

/** Runs a draw and frees what it allocated on the way; the caller disposes the tensors of the draw. */
export function tidyDraw(compute: () => Draw): Draw {
  // A draw is a container of tensors, strings and numbers, which is what tf.tidy walks; its type says less.
  return tf.tidy(compute as unknown as () => tf.TensorContainer) as unknown as Draw;
}

/**
 * A tensor computed off the tape: nothing is differentiated through it, and nothing is propagated to it,
 * unlike a custom gradient of zeros, which would still run every product behind it.
 */
export function constant(compute: () => tf.Tensor): tf.Tensor {
  // An operation without inputs has no path from any variable, so backpropagation never visits it.
  return tf.customGrad(() => ({ value: compute(), gradFunc: () => [] }))();
}
