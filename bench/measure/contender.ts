/**
 * What competes for the same compute: an estimator, and the minibatches that one gradient of it takes.
 *
 * More draws at a minibatch lower the estimator's noise alone, more examples lower all of the gradient's noise: so RT
 * on a larger minibatch is a contender wherever total variance is measured. At one fixed minibatch it has no meaning.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { getEstimator } from "../../estimators/mod.ts";
import type { Batch } from "../../models/mod.ts";
import type { Cell } from "../types.ts";
import { type BatchSource, disposeBatch } from "./batches.ts";

/** One contender. */
export interface Contender {
  /** Name of its estimator, composed or not: `rt`, `r2g2-antithetic`, `rt-orthogonal*4`. */
  readonly estimator: string;
  /** Minibatches in one gradient, whose examples are averaged. @default 1 */
  readonly batch?: number;
}

/**
 * What a cell of a contender stores as its options: those of the estimator, and `batch` where it is not one.
 *
 * @throws {RangeError} for an unknown estimator, and a `batch` that is not a whole number of at least 1.
 */
export function contenderOptions({ estimator, batch = 1 }: Contender): Cell["options"] {
  checkTimes(batch);
  return { ...getEstimator(estimator).options, ...(batch === 1 ? {} : { batch }) };
}

/**
 * The same examples in larger minibatches: step t has those of steps t · times to t · times + times − 1.
 *
 * @throws {RangeError} for `times` that is not a whole number of at least 1, and for more than an epoch has.
 * @example Twice the examples
 * ```ts
 * import { key, useBackend } from "../../estimators/mod.ts";
 * import { digits } from "../../models/mod.ts";
 * import { disposeBatch, trainingBatches } from "./batches.ts";
 * import { largerBatches } from "./contender.ts";
 *
 * await useBackend("cpu");
 * const batches = trainingBatches(digits(), { batchSize: 8, key: key(0), binarised: false });
 * const batch = largerBatches(batches, 2).at(0);
 * console.assert(batch.images.shape[0] === 16);
 * disposeBatch(batch);
 * ```
 */
export function largerBatches(source: BatchSource, times: number): BatchSource {
  checkTimes(times);
  if (times > source.perEpoch) {
    throw new RangeError(
      `contender: batch is ${times}; an epoch has ${source.perEpoch} minibatches: wanted no more`,
    );
  }
  if (times === 1) return source;
  return {
    perEpoch: Math.floor(source.perEpoch / times),
    at(step) {
      const parts = Array.from({ length: times }, (_, i) => source.at(step * times + i));
      try {
        return joined(parts);
      } finally {
        parts.forEach(disposeBatch);
      }
    },
  };
}

function joined(parts: readonly Batch[]): Batch {
  const labels = parts.flatMap((part) => part.labels ?? []);
  return {
    images: tf.concat(parts.map(({ images }) => images), 0),
    ...(labels.length === 0 ? {} : { labels: tf.concat(labels, 0) }),
  };
}

function checkTimes(times: number): void {
  if (!Number.isInteger(times) || times < 1) {
    throw new RangeError(`contender: batch is ${times}; wanted a whole number of minibatches of at least 1`);
  }
}
