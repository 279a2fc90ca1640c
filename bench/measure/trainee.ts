/**
 * A model in training that can be stopped at any step: the checkpoints that measurements are made at.
 * @module
 */
import { type Estimator, foldIn, type Key } from "../../estimators/mod.ts";
import {
  Adam,
  type ImageDataset,
  type LayerRule,
  type StepInfo,
  trainStep,
  zooEntry,
  type ZooModel,
} from "../../models/mod.ts";
import { type BatchSource, disposeBatch, trainingBatches } from "./batches.ts";
import { withFixedLayers } from "./fixed_layers.ts";

/** Settings of {@linkcode Trainee}. */
export interface TraineeOptions {
  /** Name in the model zoo, which also says the learning rate. */
  readonly model: string;
  readonly estimator: Estimator;
  readonly dataset: ImageDataset;
  readonly batchSize: number;
  readonly keys: Readonly<Record<"parameters" | "batches" | "training", Key>>;
  /** Layers with an estimator of their own. @default none */
  readonly layers?: readonly LayerRule[] | undefined;
}

/** A model, its optimiser and its minibatches; step t is a pure function of the keys and t. */
export class Trainee {
  readonly zoo: ZooModel;
  readonly batches: BatchSource;
  readonly #options: TraineeOptions;
  readonly #optimiser: Adam;

  constructor(options: TraineeOptions) {
    const { model, dataset, batchSize, keys } = options;
    const entry = zooEntry(model);
    this.#options = options;
    this.zoo = withFixedLayers(entry.build(dataset, keys.parameters), options.layers);
    this.#optimiser = new Adam([...this.zoo.model.parameters.values()], { learningRate: entry.learningRate });
    this.batches = trainingBatches(dataset, {
      batchSize,
      key: keys.batches,
      binarised: this.zoo.kind === "generative",
    });
  }

  /** Steps taken. */
  get steps(): number {
    return this.#optimiser.steps;
  }

  /** One training step. @throws {DivergedError} */
  async step(): Promise<StepInfo> {
    const { estimator, keys } = this.#options;
    const batch = this.batches.at(this.steps);
    const key = foldIn(keys.training, this.steps);
    try {
      return await trainStep(this.zoo.model, this.#optimiser, batch, { estimator, key });
    } finally {
      disposeBatch(batch);
    }
  }

  /** Trains up to a step, and no further. @throws {DivergedError} */
  async advanceTo(step: number, progress: (share: number) => void = () => {}): Promise<void> {
    const start = this.steps;
    while (this.steps < step) {
      await this.step();
      progress((this.steps - start) / (step - start));
    }
  }

  /** Frees the model and the optimiser. */
  dispose(): void {
    this.zoo.model.dispose();
    this.#optimiser.dispose();
  }
}
