/**
 * The importance-weighted bound of a VAE (Burda, Grosse, Salakhutdinov 2016, eq. 8), in chunks of samples.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { bernoulliLogLikelihood, foldIn, gaussianLogDensity, type Key, split } from "../../estimators/mod.ts";
import { sampleMoments } from "../layers/latent_linear.ts";
import { repeatBatch } from "../layers/repeat.ts";
import type { Vae } from "./vae.ts";
import { decode, type VaeNetworks } from "./networks.ts";

/** log p(x, v) − log q(v | x) for `samples` draws of every example. shape: [samples · B], sample-major */
export function logImportanceWeights(
  networks: VaeNetworks,
  images: tf.Tensor2D,
  { key, samples }: { readonly key: Key; readonly samples: number },
): tf.Tensor {
  const { inference, generation, first } = networks;
  const keys = split(key, inference.length);
  return tf.tidy(() => {
    const encoded = inference[0]!.apply(images);
    const mean = repeatBatch(encoded.mean, samples);
    const logScale = repeatBatch(encoded.logScale, samples);
    let value = sampleMoments({ mean, logScale }, keys[0]!);
    const logits = decode(networks, first.apply(value));
    let weights = bernoulliLogLikelihood(logits, repeatBatch(images, samples));
    weights = tf.sub(weights, gaussianLogDensity(value, mean, logScale));
    for (let i = 1; i < inference.length; i++) {
      const upper = inference[i]!.apply(value);
      const next = sampleMoments(upper, keys[i]!);
      const prior = generation[i - 1]!.apply(next);
      weights = tf.add(weights, gaussianLogDensity(value, prior.mean, prior.logScale));
      weights = tf.sub(weights, gaussianLogDensity(next, upper.mean, upper.logScale));
      value = next;
    }
    return tf.add(weights, gaussianLogDensity(value, tf.zerosLike(value), tf.zerosLike(value)));
  });
}

/** Rows that one chunk may decode: about 50 MB of pixels. */
const ROWS_PER_CHUNK = 16_384;

/**
 * log (1/K) Σ w_k for every example, by a running log-sum-exp over chunks of samples, so that K = 5000
 * needs no more memory than K = 50.
 *
 * @param images binarised pixels. shape: [B, pixels]
 * @returns nats per example. length: B
 * @throws {RangeError} unless samples is a positive integer.
 */
export async function importanceWeightedBound(
  model: Vae,
  images: tf.Tensor2D,
  { key, samples }: { readonly key: Key; readonly samples: number },
): Promise<Float64Array> {
  if (!Number.isInteger(samples) || samples < 1) {
    throw new RangeError(
      `importance-weighted bound: samples is ${samples}; wanted a whole number of at least 1`,
    );
  }
  const batch = images.shape[0];
  const chunk = Math.max(1, Math.min(samples, Math.floor(ROWS_PER_CHUNK / batch)));
  const largest = new Float64Array(batch).fill(-Infinity);
  const sums = new Float64Array(batch);
  const chunks = Math.ceil(samples / chunk);
  for (let index = 0; index < chunks; index++) {
    const count = Math.min(chunk, samples - index * chunk);
    const weights = model.logWeights(images, { key: foldIn(key, index), samples: count });
    accumulate(await weights.data() as Float32Array, { largest, sums });
    weights.dispose();
  }
  return largest.map((peak, b) => peak + Math.log(sums[b]! / samples));
}

function accumulate(
  weights: Float32Array,
  { largest, sums }: { largest: Float64Array; sums: Float64Array },
): void {
  const batch = sums.length;
  weights.forEach((weight, i) => {
    const b = i % batch;
    if (weight > largest[b]!) {
      sums[b] = sums[b]! * Math.exp(largest[b]! - weight);
      largest[b] = weight;
    }
    sums[b] = sums[b]! + Math.exp(weight - largest[b]!);
  });
}
