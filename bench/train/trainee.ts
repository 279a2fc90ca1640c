/**
 * The training loop: one minibatch, one gradient and one update per step. Everything that trains wraps it.
 * @module
 */
import { foldIn, type Key } from "../../estimators/mod.ts";
import {
  Adam,
  type Model,
  readVariables,
  type SampledChoice,
  type StepInfo,
  trainStep,
  writeVariables,
} from "../../models/mod.ts";
import { type Checkpoints, type KeptState, NO_CHECKPOINTS } from "../checkpoint/mod.ts";
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
  /** How often it draws for one gradient, which averages. @default once */
  readonly samples?: number | undefined;
  /** Step size of Adam. */
  readonly learningRate: number;
  /** Step t draws from it folded with t. */
  readonly key: Key;
  /** Where the training is kept, between any two steps. @default nowhere */
  readonly checkpoints?: Checkpoints | undefined;
}

/** A model in training that can be stopped at any step; step t is a pure function of the settings and t. */
export class Trainee {
  /** What draws the gradients of the steps that follow. */
  estimator: SampledChoice;
  readonly #options: TraineeOptions;
  readonly #optimiser: Adam;
  #loss = NaN;

  /** Nothing is trained yet, or as much as the checkpoints say. */
  constructor(options: TraineeOptions) {
    const { model, learningRate, estimator, checkpoints = NO_CHECKPOINTS } = options;
    this.estimator = estimator;
    this.#options = options;
    this.#optimiser = new Adam([...model.parameters.values()], { learningRate });
    const left = checkpoints.keep("model", () => this.state());
    if (left !== undefined) this.restore(left);
  }

  /** Steps taken. */
  get steps(): number {
    return this.#optimiser.steps;
  }

  /** Loss of the last step, in nats per example; NaN before the first. */
  get loss(): number {
    return this.#loss;
  }

  /** One training step. @throws {DivergedError} */
  async step(): Promise<StepInfo> {
    const { model, batches, key, samples = 1 } = this.#options;
    const batch = batches.at(this.steps);
    const draw = { estimator: this.estimator, samples, key: foldIn(key, this.steps) };
    try {
      const info = await trainStep(model, this.#optimiser, batch, draw);
      this.#loss = info.loss;
      return info;
    } finally {
      disposeBatch(batch);
    }
  }

  /**
   * Trains up to a step, and no further; saves what is due after each step.
   *
   * @param progress called with the share of all steps up to there.
   * @throws {DivergedError}
   */
  async advanceTo(step: number, progress: (share: number) => void = () => {}): Promise<void> {
    while (this.steps < step) {
      await this.step();
      await this.#options.checkpoints?.save();
      progress(this.steps / step);
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

  /** What Adam divides a gradient by, √v̂ + ε of every entry of each parameter. @throws {RangeError} before the first step. */
  divisors(): Promise<Float32Array[]> {
    return this.#optimiser.divisors();
  }

  /** A copy of what steps change: parameters, moments, their number, the last loss. */
  async state(): Promise<KeptState> {
    const { parameters } = this.#options.model;
    const values = await readVariables([...parameters.values()]);
    const { steps, first, second } = await this.#optimiser.state();
    const arrays = [...parameters.keys()].flatMap((name, i) => [
      [`${name} value`, values[i]!],
      [`${name} first moment`, first[i]!],
      [`${name} second moment`, second[i]!],
    ]);
    return { data: { steps, loss: this.#loss }, arrays: Object.fromEntries(arrays) };
  }

  /** Goes on from a state. @throws {RangeError} if it is of another model. */
  restore({ data, arrays = {} }: KeptState): void {
    const { parameters } = this.#options.model;
    const all = (what: string) => [...parameters.keys()].map((name) => arrays[`${name} ${what}`] ?? NOTHING);
    const { steps, loss } = data as { readonly steps: number; readonly loss: number };
    writeVariables([...parameters.values()], all("value"));
    this.#optimiser.restore({ steps, first: all("first moment"), second: all("second moment") });
    this.#loss = loss;
  }

  /** Frees the model and the optimiser. */
  dispose(): void {
    this.#options.checkpoints?.drop("model");
    this.#options.model.dispose();
    this.#optimiser.dispose();
  }
}

const NOTHING = new Float32Array();
