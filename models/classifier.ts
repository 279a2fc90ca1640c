/**
 * What Bayesian classifiers share: cross-entropy, passes over weight samples, the predictive distribution.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { foldIn, type Replays } from "../estimators/mod.ts";
import type { Batch, Model, ObjectiveOptions } from "./types.ts";

/** A classifier and its predictive distribution. */
export interface BayesianClassifier extends Model {
  /** Log of the mean of softmax outputs over weight samples. shape: [B, classes] */
  logPredictive(images: tf.Tensor2D, options: PredictiveOptions): tf.Tensor2D;
}

/** Settings of a predictive distribution. */
export interface PredictiveOptions extends ObjectiveOptions {
  /** Passes over weight samples of this model: two of one shape are recorded, then replayed with the same bits. */
  readonly replays?: Replays | undefined;
}

/** One pass per sample, each with a key of its own. */
export function samplePasses<T>(options: ObjectiveOptions, pass: (options: ObjectiveOptions) => T): T[] {
  const { samples = 1 } = options;
  return Array.from(
    { length: samples },
    (_, s) => pass(samples === 1 ? options : { ...options, key: foldIn(options.key, s) }),
  );
}

/**
 * Log of the mean of softmax outputs over passes; frees each pass's intermediate tensors. shape: [B, classes]
 *
 * @param logits of one pass; a function of the images, the pass and the parameters alone.
 */
export function logMeanSoftmax(
  images: tf.Tensor2D,
  { replays, ...options }: PredictiveOptions,
  logits: (pass: ObjectiveOptions) => tf.Tensor,
): tf.Tensor2D {
  const eager = (pass: ObjectiveOptions) => tf.tidy(() => tf.logSoftmax(logits(pass) as tf.Tensor2D));
  const one = (pass: ObjectiveOptions) => {
    if (replays === undefined) return eager(pass);
    const call = { signature: [options.estimator], tensors: [images], args: { keys: [pass.key] } };
    const replayed = replays.replay(call);
    if (typeof replayed === "string") {
      return replays.eager(call, () => ({ tensors: [eager(pass)] })).tensors[0]!;
    }
    const values = Float32Array.from(replayed.value(0));
    return tf.tensor2d(values, [images.shape[0], values.length / images.shape[0]]);
  };
  return tf.tidy(() => {
    const passes = samplePasses(options, one);
    return tf.sub(tf.logSumExp(tf.stack(passes), 0), Math.log(passes.length)) as tf.Tensor2D;
  });
}

/** −log softmax at the target class. shapes: logits [B, classes], one-hot target -> [B] */
export function crossEntropy(logits: tf.Tensor, target: tf.Tensor): tf.Tensor {
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits as tf.Tensor2D), target), -1));
}

/** One-hot labels. @throws {TypeError} where the batch has none. */
export function targetOf(
  model: string,
  { batch, classes }: { readonly batch: Batch; readonly classes: number },
): tf.Tensor {
  if (batch.labels === undefined) {
    throw new TypeError(`${model}: the batch has no labels; a classifier needs them`);
  }
  return tf.oneHot(batch.labels, classes);
}
