/**
 * Minibatches as tensors: step t's batch is a pure function of the key and t.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { foldIn, type Key } from "../../estimators/mod.ts";
import { type Batch, binarise, type ImageDataset, minibatches, type Split } from "../../models/mod.ts";

/** Batches of the training split. */
export interface BatchSource {
  /** Whole batches in one epoch. */
  readonly perEpoch: number;
  /** The batch of a step; the caller disposes its tensors. */
  at(step: number): Batch;
}

/** Settings of {@linkcode trainingBatches}. */
export interface BatchOptions {
  readonly batchSize: number;
  readonly key: Key;
  /** Whether pixels are drawn as 0 or 1 with their intensity as probability, anew at every step. */
  readonly binarised: boolean;
}

/** Shuffled minibatches of the training split. */
export function trainingBatches(dataset: ImageDataset, options: BatchOptions): BatchSource {
  const { batchSize, key, binarised } = options;
  const order = minibatches(dataset.train.count, { batchSize, key: foldIn(key, 0) });
  const pixelKey = foldIn(key, 1);
  return {
    perEpoch: order.perEpoch,
    at: (step) => batchOf(dataset.train, order.at(step), binarised ? foldIn(pixelKey, step) : undefined),
  };
}

/** The first examples of the test split, binarised once by the key where one is given. */
export function testBatch(dataset: ImageDataset, count: number, binariseKey?: Key): Batch {
  const indices = Uint32Array.from({ length: Math.min(count, dataset.test.count) }, (_, i) => i);
  return batchOf(dataset.test, indices, binariseKey);
}

/** Frees a batch. */
export function disposeBatch(batch: Batch): void {
  tf.dispose([batch.images, ...(batch.labels === undefined ? [] : [batch.labels])]);
}

function batchOf(split: Split, indices: Uint32Array, binariseKey: Key | undefined): Batch {
  const grey = split.images(indices);
  const images = binariseKey === undefined ? grey : binarise(grey, binariseKey);
  return {
    images: tf.tensor2d(images, [indices.length, images.length / indices.length]),
    labels: tf.tensor1d(split.labels(indices), "int32"),
  };
}
