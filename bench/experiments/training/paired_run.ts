/**
 * One training run that can be advanced to shares of its budget, with evaluation off the clock.
 * @module
 */
import { foldIn, getEstimator, type Key, profile } from "../../../estimators/mod.ts";
import {
  Adam,
  type ImageDataset,
  type LayerRule,
  trainStep,
  zooEntry,
  type ZooModel,
} from "../../../models/mod.ts";
import { type Budget, Meter } from "../../budget/mod.ts";
import type { Metric } from "../../store/mod.ts";
import { type BatchSource, disposeBatch, trainingBatches } from "../../measure/batches.ts";
import { evaluateInParts } from "../../measure/evaluate_in_parts.ts";
import { withFixedLayers } from "../../measure/fixed_layers.ts";

/** Settings of {@linkcode PairedRun}. Runs with the same keys differ in their estimator alone. */
export interface PairedRunOptions {
  readonly model: string;
  readonly estimator: string;
  readonly dataset: ImageDataset;
  readonly budget: Budget;
  readonly batchSize: number;
  readonly testExamples: number;
  readonly testSamples: number;
  readonly keys: Readonly<Record<"parameters" | "batches" | "training" | "evaluation", Key>>;
  /** Layers with an estimator of their own. @default none */
  readonly layers?: readonly LayerRule[] | undefined;
  /** Milliseconds. @default performance.now */
  readonly clock?: () => number;
}

/** A model in training and its curve so far. */
export class PairedRun {
  /** Seconds of training before each evaluation. */
  readonly seconds: number[] = [];
  readonly #options: PairedRunOptions;
  readonly #zoo: ZooModel;
  readonly #optimiser: Adam;
  readonly #batches: BatchSource;
  readonly #curve = new Map<string, { unit: string; values: number[] }>();
  readonly #meter: Meter;
  /** Operations of a step, counted on the first one; every step runs the same kernels. */
  #flops: number | undefined;
  #loss = NaN;

  constructor(options: PairedRunOptions) {
    const entry = zooEntry(options.model);
    this.#options = options;
    this.#meter = new Meter(options.budget, options.clock === undefined ? {} : { clock: options.clock });
    this.#zoo = withFixedLayers(entry.build(options.dataset, options.keys.parameters), options.layers);
    this.#optimiser = new Adam([...this.#zoo.model.parameters.values()], {
      learningRate: entry.learningRate,
    });
    this.#batches = trainingBatches(options.dataset, {
      batchSize: options.batchSize,
      key: options.keys.batches,
      binarised: this.#zoo.kind === "generative",
    });
  }

  /** Trains up to a share of the budget, then evaluates. @throws {DivergedError} from a step. */
  async advanceTo(share: number): Promise<void> {
    const { budget, dataset, testExamples, testSamples, keys } = this.#options;
    this.#meter.resume();
    while (this.#meter.state()[budget.kind] < share * budget.limit) await this.#step();
    this.#meter.pause();
    const evaluation = await evaluateInParts(this.#zoo, {
      dataset,
      examples: testExamples,
      samples: testSamples,
      key: keys.evaluation,
    });
    const spent = this.#meter.state();
    this.seconds.push(spent.time / 1000);
    this.#note("evaluation-step", "step", spent.steps);
    this.#note("evaluation-flops", "flop", spent.flops);
    for (const [name, { unit, value }] of Object.entries(evaluation)) this.#note(name, unit, value);
    if (Number.isFinite(this.#loss)) this.#note("train-loss", "nats", this.#loss);
  }

  /** The curve: aligned metrics, one value an evaluation; the training loss has none before the first step. */
  metrics(): Metric[] {
    return [...this.#curve].map(([name, { unit, values }]) => ({ name, unit, values }));
  }

  /** Frees the model and the optimiser. */
  dispose(): void {
    this.#zoo.model.dispose();
    this.#optimiser.dispose();
  }

  async #step(): Promise<void> {
    const step = this.#optimiser.steps;
    const batch = this.#batches.at(step);
    const train = () =>
      trainStep(this.#zoo.model, this.#optimiser, batch, {
        estimator: getEstimator(this.#options.estimator),
        key: foldIn(this.#options.keys.training, step),
      });
    if (this.#flops === undefined) {
      const { value, flops } = await profile(train);
      [this.#loss, this.#flops] = [value.loss, flops];
    } else {
      this.#loss = (await train()).loss;
    }
    disposeBatch(batch);
    this.#meter.step({ flops: this.#flops, samples: this.#options.batchSize });
  }

  #note(name: string, unit: string, value: number): void {
    const entry = this.#curve.get(name) ?? { unit, values: [] };
    entry.values.push(value);
    this.#curve.set(name, entry);
  }
}
