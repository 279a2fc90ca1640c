/**
 * The contract of a registered model: how it is built for a data set, and what it is compared on by default.
 * @module
 */
import { type Key, UnsupportedError } from "../estimators/mod.ts";
import type { BayesianClassifier } from "./classifier.ts";
import type { ImageDataset } from "./datasets/types.ts";
import type { GenerativeModel } from "./generative.ts";
import type { EstimatorChoice } from "./types.ts";

/** A model, with what its evaluation needs. */
export type ZooModel = {
  /** Evaluated by its predictive distribution. */
  readonly kind: "classifier";
  /** What is trained. */
  readonly model: BayesianClassifier;
  /** Draws the weights at test time, whatever trained the model: the law of its outputs is the same. */
  readonly predictive: EstimatorChoice;
} | {
  /** Evaluated by its importance-weighted bound. */
  readonly kind: "generative";
  /** What is trained. */
  readonly model: GenerativeModel;
};

/** A setting of a registered model that a run may choose. */
export interface ModelSetting {
  /** What it is, for help. */
  readonly meaning: string;
  /** The values that it takes, for messages: `a number from -20 to 0`. */
  readonly wanted: string;
  /** Whether it takes a value. */
  takes(value: number): boolean;
}

/** Chosen settings of a model, by name, e.g. `{ "log-sigma": -3 }`: plain data, stored with every record. */
export type ModelOptions = Readonly<Record<string, number>>;

/** A registered model. */
export interface ModelEntry {
  /** On the command line and in records: lower-case words joined by hyphens. */
  readonly name: string;
  /** What of it a run may choose, by name. @default nothing */
  readonly settings?: Readonly<Record<string, ModelSetting>>;
  /** What was chosen. @default nothing: all as it is registered */
  readonly options?: ModelOptions;
  /** The same model with other settings, which are checked: of entries that have `settings`. */
  configured?(options: ModelOptions): ModelEntry;
  /** How it is evaluated: the kind of what `build` makes. */
  readonly kind: ZooModel["kind"];
  /** Adam's step size. */
  readonly learningRate: number;
  /** Estimators that are compared on the model unless a run names its own. */
  readonly estimators: readonly string[];
  /** Layers that take an estimator, first layer first: what `--layers` can name. */
  readonly layers: readonly string[];
  /** Rules, as `parseLayerRules` reads them, for layers that keep an estimator of their own by default. */
  readonly placement?: string;
  /**
   * A new model with start values from the key. The caller disposes it.
   *
   * @throws {DatasetMismatch} if the model takes other images than the data set has.
   */
  build(dataset: ImageDataset, key: Key): ZooModel;
}

/** A model that cannot be built for the images of a run's data set: its cells are skipped. */
export class DatasetMismatch extends UnsupportedError {
  /** Name that messages begin with. */
  override readonly name = "DatasetMismatch";
}
