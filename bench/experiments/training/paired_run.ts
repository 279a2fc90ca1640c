/**
 * One training run that can be advanced to shares of its budget, with evaluation off the clock.
 * @module
 */
import { getEstimator, type Key, profile } from "../../../estimators/mod.ts";
import { type Budget, Meter } from "../../budget/mod.ts";
import type { Metric } from "../../store/mod.ts";
import { evaluateInParts } from "../../train/evaluate_in_parts.ts";
import { ZooTrainee, type ZooTraineeOptions } from "../../train/zoo_trainee.ts";

/** Settings of {@linkcode PairedRun}. Runs with the same keys differ in their estimator alone. */
export interface PairedRunOptions extends Omit<ZooTraineeOptions, "estimator" | "keys"> {
  readonly estimator: string;
  readonly budget: Budget;
  readonly testExamples: number;
  readonly testSamples: number;
  readonly keys: ZooTraineeOptions["keys"] & Readonly<Record<"evaluation", Key>>;
  /** Milliseconds. @default performance.now */
  readonly clock?: () => number;
}

/** A model in training and its curve so far. */
export class PairedRun {
  /** Seconds of training before each evaluation. */
  readonly seconds: number[] = [];
  readonly #options: PairedRunOptions;
  readonly #trainee: ZooTrainee;
  readonly #curve = new Map<string, { unit: string; values: number[] }>();
  readonly #meter: Meter;
  /** Operations of a step, counted on the first one; every step runs the same kernels. */
  #flops: number | undefined;
  #loss = NaN;

  constructor(options: PairedRunOptions) {
    this.#options = options;
    this.#meter = new Meter(options.budget, options.clock === undefined ? {} : { clock: options.clock });
    this.#trainee = new ZooTrainee({ ...options, estimator: getEstimator(options.estimator) });
  }

  /** Trains up to a share of the budget, then evaluates. @throws {DivergedError} from a step. */
  async advanceTo(share: number): Promise<void> {
    const { budget, dataset, testExamples, testSamples, keys } = this.#options;
    this.#meter.resume();
    while (this.#meter.state()[budget.kind] < share * budget.limit) await this.#step();
    this.#meter.pause();
    const evaluation = await evaluateInParts(this.#trainee.zoo, {
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

  /** The curve: aligned metrics, one value per evaluation; the training loss has none before the first step. */
  metrics(): Metric[] {
    return [...this.#curve].map(([name, { unit, values }]) => ({ name, unit, values }));
  }

  /** Why the model cannot be trained with the estimator; undefined where it can. */
  whyUnsupported(): string | undefined {
    return this.#trainee.whyUnsupported();
  }

  /** Frees the model and the optimiser. */
  dispose(): void {
    this.#trainee.dispose();
  }

  async #step(): Promise<void> {
    if (this.#flops === undefined) {
      const { value, flops } = await profile(() => this.#trainee.step());
      [this.#loss, this.#flops] = [value.loss, flops];
    } else {
      this.#loss = (await this.#trainee.step()).loss;
    }
    this.#meter.step({ flops: this.#flops, samples: this.#options.batchSize });
  }

  #note(name: string, unit: string, value: number): void {
    const entry = this.#curve.get(name) ?? { unit, values: [] };
    entry.values.push(value);
    this.#curve.set(name, entry);
  }
}
