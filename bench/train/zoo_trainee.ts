/**
 * A model of the zoo in training: the checkpoints that measurements are made at.
 * @module
 */
import type { Key } from "../../estimators/mod.ts";
import {
  type ImageDataset,
  type LayerRule,
  type SampledChoice,
  zooEntry,
  type ZooModel,
} from "../../models/mod.ts";
import type { Checkpoints } from "../checkpoint/mod.ts";
import { type BatchSource, trainingBatches } from "../measure/batches.ts";
import { withFixedLayers } from "../measure/fixed_layers.ts";
import { Trainee } from "./trainee.ts";

/** Settings of a {@linkcode ZooTrainee}. */
export interface ZooTraineeOptions {
  /** Name in the model zoo. */
  readonly model: string;
  /** Adam's step size. @default the zoo's for the model */
  readonly learningRate?: number | undefined;
  /** What draws the gradients. */
  readonly estimator: SampledChoice;
  /** How often it draws for one gradient, which averages. @default once */
  readonly samples?: number | undefined;
  readonly dataset: ImageDataset;
  readonly batchSize: number;
  readonly keys: Readonly<Record<"parameters" | "batches" | "training", Key>>;
  /** Layers with an estimator of their own. @default none */
  readonly layers?: readonly LayerRule[] | undefined;
  /** Where the training is kept. @default nowhere */
  readonly checkpoints?: Checkpoints | undefined;
}

/** A trainee that trains a model of the zoo on its shuffled minibatches. */
export class ZooTrainee extends Trainee {
  /** What is trained. */
  readonly zoo: ZooModel;
  /** Minibatch t for step t. */
  readonly batches: BatchSource;

  /** @throws {DatasetMismatch} if the model takes other images than the data set has. */
  constructor(options: ZooTraineeOptions) {
    const { model, estimator, samples, dataset, batchSize, keys, layers, checkpoints } = options;
    const { build, learningRate: usual } = zooEntry(model);
    const { learningRate = usual } = options;
    const zoo = withFixedLayers(build(dataset, keys.parameters), layers);
    const binarised = zoo.kind === "generative";
    const batches = trainingBatches(dataset, { batchSize, key: keys.batches, binarised });
    super({ model: zoo.model, batches, estimator, samples, learningRate, key: keys.training, checkpoints });
    this.zoo = zoo;
    this.batches = batches;
  }
}
