/**
 * The training loop: one minibatch, one gradient and one update per step. Everything that trains wraps it.
 * @module
 */
import { foldIn, type Key } from "../../estimators/mod.ts";
import { Adam, type Model, type SampledChoice, type StepInfo, trainStep } from "../../models/mod.ts";
import { type BatchSource, disposeBatch } from "../measure/batches.ts";
import { whyUnsupported } from "../measure/sift.ts";

/** Settings of a {@linkcode Trainee}. */
export interface TraineeOptions {
  /** What is trained, and freed with the trainee. */
  readonly model: Model;
  /** Minibatch t for step t; freed after the step. */
  readonly batches: Pick<BatchSource, "at">;
  /** What draws the gradients. */
  readonly estimator: SampledChoice;
  /** Step size of Adam. */
  readonly learningRate: number;
  /** Step t draws from it folded with t. */
  readonly key: Key;
}

/** A model in training that can be stopped at any step; step t is a pure function of the settings and t. */
export class Trainee {
  /** What draws the gradients of the steps that follow. */
  estimator: SampledChoice;
  readonly #options: TraineeOptions;
  readonly #optimiser: Adam;

  /** Nothing is trained yet. */
  constructor(options: TraineeOptions) {
    const { model, learningRate, estimator } = options;
    this.estimator = estimator;
    this.#options = options;
    this.#optimiser = new Adam([...model.parameters.values()], { learningRate });
  }

  /** Steps taken. */
  get steps(): number {
    return this.#optimiser.steps;
  }

  /** One training step. @throws {DivergedError} */
  async step(): Promise<StepInfo> {
    const { model, batches, key } = this.#options;
    const batch = batches.at(this.steps);
    const draw = { estimator: this.estimator, key: foldIn(key, this.steps) };
    try {
      return await trainStep(model, this.#optimiser, batch, draw);
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

  /**
   * Why no gradient can be drawn with an estimator on the next minibatch; undefined where one can.
   *
   * @param estimator by default the trainee's own.
   * @param model by default what is trained, or the same under another objective.
   */
  whyUnsupported(
    estimator: SampledChoice = this.estimator,
    model: Model = this.#options.model,
  ): string | undefined {
    const batch = this.#options.batches.at(this.steps);
    try {
      return whyUnsupported(model, batch, estimator);
    } finally {
      disposeBatch(batch);
    }
  }

  /** Frees the model and the optimiser. */
  dispose(): void {
    this.#options.model.dispose();
    this.#optimiser.dispose();
  }
}
