/**
 * One Gaussian site by its sizes: a latent vector under a linear map, or a layer of weights over positions.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  denseMap,
  diagonalLogScale,
  full,
  type GaussianFamily,
  type GaussianSite,
  inputMap,
  type Key,
  lowRank,
  normal,
  split,
} from "../../estimators/mod.ts";
import { UsageError } from "../flags.ts";
import { predictedReduction } from "../stats/mod.ts";

/** Families that a site may have. */
export const FAMILIES = ["diagonal", "full", "low-rank"] as const;

/** Rank of a low-rank family's factor. */
export const RANK = 4;

/** What a user says of a site. */
export interface SiteSizes {
  /** m: pre-activations of a latent vector; O: units of a layer of weights. */
  readonly outputs: number;
  /** n: entries of the latent vector; weights of a unit. */
  readonly inputs: number;
  /** P: positions that share the weights, 1 in a dense layer; a latent vector has none. */
  readonly positions?: number | undefined;
  readonly family: (typeof FAMILIES)[number];
  /** B: examples of a minibatch. */
  readonly batch: number;
  /** Largest scale over the smallest. */
  readonly spread: number;
}

/** @throws {UsageError} for a layer of weights that is not mean-field. */
export function requireSizes({ positions, family }: SiteSizes): void {
  if (positions === undefined || family === "diagonal") return;
  throw new UsageError(
    `--family is ${family} with --positions ${positions}; weights that positions share have a diagonal family here: ` +
      "leave --positions out for a latent vector, or --family",
  );
}

/** Pre-activations that condition one vector's noise, and how much of that there is. */
export function conditioned({ outputs, inputs, positions, family }: SiteSizes): { m: number; n: number } {
  return { m: positions ?? outputs, n: inputs + (family === "low-rank" ? RANK : 0) };
}

/** By how much R2-G2 divides the noise of the scale's gradient, at most. */
export function reductionOf(sizes: SiteSizes): number {
  const { m, n } = conditioned(sizes);
  return predictedReduction({ outputs: m, inputs: n, spread: sizes.spread });
}

/** A site of these sizes with random values; the caller frees it. */
export function makeSite(sizes: SiteSizes, key: Key): GaussianSite {
  const { outputs, inputs, positions, batch } = sizes;
  const [mapKey, meanKey, factorKey] = split(key, 3) as [Key, Key, Key];
  const matrix = (shape: number[]) => tf.tidy(() => tf.div(normal(mapKey, shape), Math.sqrt(inputs)));
  if (positions !== undefined) {
    const scale = tf.tidy(() => tf.tile(tf.expandDims(logScales(sizes), 1), [1, outputs]));
    const mean = tf.tidy(() => tf.div(normal(meanKey, [inputs, outputs]), Math.sqrt(inputs)));
    return {
      map: inputMap(matrix(positions === 1 ? [batch, inputs] : [batch, positions, inputs])),
      family: diagonalLogScale(mean, scale),
    };
  }
  return { map: denseMap(matrix([outputs, inputs])), family: latentFamily(sizes, { meanKey, factorKey }) };
}

function latentFamily(
  sizes: SiteSizes,
  { meanKey, factorKey }: { readonly meanKey: Key; readonly factorKey: Key },
): GaussianFamily {
  const { inputs, batch, family } = sizes;
  const mean = normal(meanKey, [batch, inputs]);
  const scales = (log: tf.Tensor) => tf.tile(tf.expandDims(log, 0), [batch, 1]);
  if (family === "diagonal") return diagonalLogScale(mean, tf.tidy(() => scales(logScales(sizes))));
  const scale = tf.tidy(() => tf.exp(logScales(sizes)));
  try {
    if (family === "low-rank") {
      const factor = tf.tidy(() => tf.mul(0.5, normal(factorKey, [inputs, RANK])));
      return lowRank(mean, tf.clone(scale), factor);
    }
    return full(mean, tf.tidy(() => tf.diag(scale as tf.Tensor1D)));
  } finally {
    scale.dispose();
  }
}

/** From 0 down to −log of the spread, evenly. shape: [n] */
function logScales({ inputs, spread }: SiteSizes): tf.Tensor {
  const steps = Math.max(1, inputs - 1);
  return tf.tensor1d(Float32Array.from({ length: inputs }, (_, j) => -Math.log(spread) * j / steps));
}

/** A layer's site without values: an estimator's formulas ask for shapes alone, and its tensors might fill the memory. */
export function shapesOf(
  { outputs, inputs, positions, batch, family = "diagonal" }:
    & Pick<SiteSizes, "outputs" | "inputs" | "positions" | "batch">
    & Partial<Pick<SiteSizes, "family">>,
): GaussianSite {
  const map = positions === undefined
    ? { kind: "dense", inputs, outputs }
    : { kind: "inputs", batch, inputs, outputs: positions };
  const shape = positions === undefined ? [batch, inputs] : [inputs, outputs];
  return {
    map,
    family: { kind: family, mean: { shape, size: shape[0]! * shape[1]!, rank: 2 } },
  } as unknown as GaussianSite;
}
