/**
 * What a trained model is worth on test examples.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { foldIn, type Key, type Replays } from "../../estimators/mod.ts";
import {
  BoundReplays,
  type GenerativeModel,
  type ImageDataset,
  importanceWeightedBound,
  type ZooModel,
} from "../../models/mod.ts";
import { type Checkpoints, kept, NO_CHECKPOINTS } from "../checkpoint/mod.ts";
import { disposeBatch, testBatch } from "../measure/batches.ts";
import { CALIBRATION_BINS, calibrationBin } from "./calibration_error.ts";

/** Settings of an evaluation; the same key gives every estimator the same test noise. */
export interface EvaluationOptions {
  /** Test examples. */
  readonly examples: number;
  /** Weight samples of a classifier, or importance samples of a bound. */
  readonly samples: number;
  readonly key: Key;
  /** Of this model's passes over weight samples, where several evaluations share them. @default none are replayed */
  readonly replays?: Replays | undefined;
  /** Where the bounds so far are kept. @default nowhere */
  readonly checkpoints?: Checkpoints | undefined;
}

/** Values by metric name and their unit; means over the test examples. */
export type Means = Readonly<Record<string, { readonly unit: string; readonly value: number }>>;

/** What some test examples say of a model; all of it is a mean over them, so that parts can be put together. */
export interface Evaluation {
  /** Metrics. */
  readonly means: Means;
  /** Confidence less correctness in each bin of confidence, over all examples; of a classifier. */
  readonly gaps?: readonly number[];
}

/** Accuracy, log-likelihood and calibration of a classifier, or the importance-weighted bound of a generative model. */
export function evaluate(
  zoo: ZooModel,
  dataset: ImageDataset,
  options: EvaluationOptions,
): Promise<Evaluation> {
  return zoo.kind === "classifier"
    ? evaluateClassifier(zoo, dataset, options)
    : evaluateBound(zoo.model, dataset, options);
}

async function evaluateClassifier(
  { model, predictive: estimator }: Extract<ZooModel, { kind: "classifier" }>,
  dataset: ImageDataset,
  options: EvaluationOptions,
) {
  const batch = testBatch(dataset, options.examples);
  const labels = await batch.labels!.data();
  const predictive = model.logPredictive(batch.images, {
    estimator,
    samples: options.samples,
    key: options.key,
    replays: options.replays,
  });
  const [values, classes] = [await predictive.data(), predictive.shape[1]];
  predictive.dispose();
  disposeBatch(batch);
  let [correct, logLikelihood] = [0, 0];
  const gaps = new Array<number>(CALIBRATION_BINS).fill(0);
  labels.forEach((label, b) => {
    const row = values.subarray(b * classes, (b + 1) * classes);
    const most = Math.max(...row);
    const isRight = row[label] === most;
    if (isRight) correct++;
    logLikelihood += row[label]! / labels.length;
    const confidence = Math.exp(most);
    gaps[calibrationBin(confidence)]! += (confidence - Number(isRight)) / labels.length;
  });
  return {
    means: {
      "test-accuracy": { unit: "1", value: correct / labels.length },
      "test-log-likelihood": { unit: "nats", value: logLikelihood },
    },
    gaps,
  };
}

/** Examples whose bounds are estimated together. */
const BOUND_BATCH = 100;

async function evaluateBound(model: GenerativeModel, dataset: ImageDataset, options: EvaluationOptions) {
  const { checkpoints = NO_CHECKPOINTS } = options;
  const bounds = kept(checkpoints, "bounds", [] as number[]);
  const batch = testBatch(dataset, options.examples, foldIn(options.key, 0));
  const count = batch.images.shape[0];
  const replays = new BoundReplays();
  try {
    for (let start = bounds.length; start < count; start += BOUND_BATCH) {
      const size = Math.min(BOUND_BATCH, count - start);
      const images = tf.slice(batch.images, [start, 0], [size, -1]);
      const settings = { key: foldIn(foldIn(options.key, 1), start), samples: options.samples, replays };
      bounds.push(...await importanceWeightedBound(model, images, settings));
      images.dispose();
      await checkpoints.save();
    }
  } finally {
    replays.dispose();
    disposeBatch(batch);
  }
  const sum = bounds.reduce((total, bound) => total + bound, 0);
  return { means: { "test-bound": { unit: "nats", value: sum / count } } };
}
