/**
 * What a report may know of an experiment: it needs no tfjs, so that records are read without it.
 * @module
 */

/** A metric that an experiment's records may have. */
export interface MetricContract {
  /** Unit of its values, or the units that it can have. */
  readonly unit: string | readonly string[];
  /** What one value is. */
  readonly meaning: string;
  /** Whether it states a setting in words, by its coordinates, and has no values. @default false */
  readonly setting?: true;
}

/** Names that an experiment and its report share. Each experiment has one, in its `contract.ts`. */
export interface ExperimentContract {
  /** Name on the command line and in records. */
  readonly name: string;
  /** Heading of its section in a report. */
  readonly title: string;
  /** The question that it answers, one sentence. */
  readonly question: string;
  /** Metrics and timings by name. */
  readonly metrics: Readonly<Record<string, MetricContract>>;
  /** Metrics with one value for each evaluation of a run, in the same order; the first counts its steps. */
  readonly aligned?: readonly string[];
  /** Options that tell variants of one estimator apart: cells that differ in one of them are never pooled. */
  readonly identity: readonly string[];
  /** Options that say what a cell measures and how, whatever its estimator. */
  readonly place: readonly string[];
}

/** Options that the estimators of this package bring into their cells. */
export const ESTIMATOR_OPTIONS = ["solver", "maxIterations", "tolerance", "start", "stopping"] as const;

/** Settings of models that a run may choose, as their cells store them: cells that differ in one are never pooled. */
export const MODEL_OPTIONS = ["log-sigma", "tokens"] as const;

/** Metrics of a model on test examples, as several experiments store them. */
export const TEST_METRICS = {
  "test-accuracy": { unit: "1", meaning: "share of the test examples whose most probable class is right" },
  "test-log-likelihood": {
    unit: "nats",
    meaning: "mean log predictive probability of a test example's class",
  },
  "test-calibration-error": {
    unit: "1",
    meaning: "expected calibration error over fifteen bins of confidence",
  },
  "test-bound": { unit: "nats", meaning: "mean importance-weighted bound of a test example" },
  "train-loss": { unit: "nats", meaning: "loss of the last training minibatch" },
} as const satisfies ExperimentContract["metrics"];

/** Metrics of a comparison at equal cost. */
export const COMPARISON_METRICS = {
  "variance": { unit: "1", meaning: "half squared distance of two gradients on one minibatch" },
  "flops": { unit: "flop", meaning: "operations of a gradient, as the kernels or the estimators count them" },
  "gradient-time": { unit: "ms", meaning: "time of one gradient of all parameters" },
  "matched-samples": { unit: "1", meaning: "draws of the baseline that cost what one of the treatment does" },
  "cost-ratio": { unit: "1", meaning: "cost of the treatment's gradient over the baseline's" },
} as const satisfies ExperimentContract["metrics"];
