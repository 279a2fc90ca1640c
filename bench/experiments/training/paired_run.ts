/**
 * One training run that can be advanced to shares of its budget, with evaluation off the clock.
 * @module
 */
import { getEstimator, type Key, profile } from "../../../estimators/mod.ts";
import { DivergedError } from "../../../models/mod.ts";
import { type Budget, Meter, type MeterState } from "../../budget/mod.ts";
import { type Checkpoints, NO_CHECKPOINTS } from "../../checkpoint/mod.ts";
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

/** What a run has come to beside its model; plain data. */
interface Course {
  /** Seconds of training before each evaluation. */
  readonly seconds: number[];
  /** Metrics by name, one value per evaluation. */
  readonly curve: Record<string, { readonly unit: string; readonly values: number[] }>;
  /** Operations of a step, counted on the first one; every step runs the same kernels. */
  flops?: number;
  /** Why the run ended early. */
  diverged?: string;
}

/** A model in training and its curve so far. */
export class PairedRun {
  readonly #options: PairedRunOptions;
  readonly #checkpoints: Checkpoints;
  readonly #trainee: ZooTrainee;
  readonly #meter: Meter;
  readonly #course: Course;

  /** Nothing is trained yet, or as much as the checkpoints say. */
  constructor(options: PairedRunOptions) {
    const { budget, clock, checkpoints = NO_CHECKPOINTS } = options;
    const left = checkpoints.keep("run", () => ({
      data: { course: this.#course, spent: this.#meter.state() },
    }));
    const { course = { seconds: [], curve: {} }, spent } = (left?.data ?? {}) as {
      readonly course?: Course;
      readonly spent?: MeterState;
    };
    this.#options = options;
    this.#checkpoints = checkpoints;
    this.#course = course;
    this.#meter = new Meter(budget, {
      ...(clock === undefined ? {} : { clock }),
      ...(spent === undefined ? {} : { state: spent }),
    });
    this.#trainee = new ZooTrainee({ ...options, estimator: getEstimator(options.estimator) });
  }

  /** Evaluations so far. */
  get evaluations(): number {
    return this.seconds.length;
  }

  /** Seconds of training before each evaluation. */
  get seconds(): readonly number[] {
    return this.#course.seconds;
  }

  /** Why the run ended early, if it did. */
  get diverged(): string | undefined {
    return this.#course.diverged;
  }

  /** Trains up to a share of the budget, then evaluates; a run that has diverged does neither. */
  async advanceTo(share: number): Promise<void> {
    if (this.diverged !== undefined) return;
    try {
      await this.#train(share * this.#options.budget.limit);
    } catch (error) {
      if (!(error instanceof DivergedError)) throw error;
      this.#course.diverged = error.message;
      return;
    }
    await this.#evaluate();
    await this.#checkpoints.save();
  }

  /** The curve: aligned metrics, one value per evaluation; the training loss has none before the first step. */
  metrics(): Metric[] {
    return Object.entries(this.#course.curve).map(([name, { unit, values }]) => ({ name, unit, values }));
  }

  /** Why the model cannot be trained with the estimator; undefined where it can. */
  whyUnsupported(): string | undefined {
    return this.#trainee.whyUnsupported();
  }

  /** Frees the model and the optimiser. */
  dispose(): void {
    this.#trainee.dispose();
  }

  /** Trains until so much of the budget is spent, the clock stopped for what is saved in between. */
  async #train(limit: number): Promise<void> {
    const { kind } = this.#options.budget;
    while (this.#meter.state()[kind] < limit) {
      this.#meter.resume();
      try {
        do await this.#step(); while (this.#meter.state()[kind] < limit && !this.#checkpoints.due());
      } finally {
        this.#meter.pause();
      }
      await this.#checkpoints.save();
    }
  }

  async #evaluate(): Promise<void> {
    const { dataset, testExamples, testSamples, keys } = this.#options;
    const evaluation = await evaluateInParts(this.#trainee.zoo, {
      dataset,
      examples: testExamples,
      samples: testSamples,
      key: keys.evaluation,
    });
    const spent = this.#meter.state();
    this.#course.seconds.push(spent.time / 1000);
    this.#note("evaluation-step", "step", spent.steps);
    this.#note("evaluation-flops", "flop", spent.flops);
    for (const [name, { unit, value }] of Object.entries(evaluation)) this.#note(name, unit, value);
    const { loss } = this.#trainee;
    if (Number.isFinite(loss)) this.#note("train-loss", "nats", loss);
  }

  async #step(): Promise<void> {
    const course = this.#course;
    if (course.flops === undefined) {
      course.flops = (await profile(() => this.#trainee.step())).flops;
    } else {
      await this.#trainee.step();
    }
    this.#meter.step({ flops: course.flops, samples: this.#options.batchSize });
  }

  #note(name: string, unit: string, value: number): void {
    (this.#course.curve[name] ??= { unit, values: [] }).values.push(value);
  }
}
