/**
 * log p(x, v) − log q(v | x) of a VAE, the log-weights of its bounds.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { bernoulliLogLikelihood, gaussianLogDensity, type Key, split } from "../../estimators/mod.ts";
import { sampleMoments } from "../layers/latent_linear.ts";
import { repeatBatch } from "../layers/repeat.ts";
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
