/**
 * What tfjs layers with Gaussian weights share: their variables, a key for each call, and the KL as a loss.
 *
 *     loss = mean over the batch of ℓ + klWeight · KL(q(w) ‖ N(0, priorScale²))
 *
 * which is the negative bound of Blundell et al. 2015 a training example where klWeight is 1 / their number.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { initializers, type layers } from "@tensorflow/tfjs-layers";
import {
  diagonalLogScale,
  type Estimator,
  foldIn,
  getEstimator,
  inputMap,
  isComposed,
  key,
  totalKlToStandardNormal,
} from "../../estimators/mod.ts";

/** An activation of tfjs by name. */
export type ActivationName = Parameters<typeof layers.activation>[0]["activation"];

/** Settings that every layer of tfjs has. */
export interface LayerSettings {
  /** @default "linear" */
  readonly activation?: ActivationName;
  /** Shape of an example, for the first layer of a model. */
  readonly inputShape?: number[];
  /** @default chosen by tfjs */
  readonly name?: string;
}

/** What every Bayesian layer takes of its own. */
export interface BayesianLayerSettings {
  /** Name of one estimator that draws once, `rt`, `lrt`, `flipout` or `r2g2`. @default "lrt" */
  readonly estimator?: string;
  /** What the KL is multiplied by: one over the number of training examples. @default 1 */
  readonly klWeight?: number;
  /** Standard deviation of the prior. @default 1 */
  readonly priorScale?: number;
  /** Natural logarithm of every scale at the start. @default -3 */
  readonly initialLogScale?: number;
  /** Of the noise: call t draws with this key folded with t. @default 0 */
  readonly seed?: number;
}

/** The settings with their defaults. */
export type Resolved<T> = { readonly [K in keyof T]-?: T[K] };

/** The settings that were given, and the defaults of the others. @throws {RangeError} for an estimator of several draws. */
export function resolved(
  what: string,
  { estimator = "lrt", klWeight = 1, priorScale = 1, initialLogScale = -3, seed = 0 }: BayesianLayerSettings,
): Resolved<BayesianLayerSettings> {
  if (isComposed(getEstimator(estimator))) {
    throw new RangeError(
      `${what}: ${estimator} averages the losses of several draws; a layer draws once, wanted e.g. rt, lrt or r2g2`,
    );
  }
  return { estimator, klWeight, priorScale, initialLogScale, seed };
}

/** @throws {RangeError} naming the layer and the setting, unless it is a positive whole number. */
export function requireCount(layer: string, setting: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new RangeError(`${layer}: ${setting} is ${value}; wanted a positive whole number`);
}

/** The last axis of a layer's input. @throws {RangeError} where it is not known. */
export function lastAxis(shape: (number | null) | (number | null)[] | (number | null)[][]): number {
  const last = (Array.isArray(shape) ? shape : [shape]).at(-1);
  if (typeof last === "number") return last;
  throw new RangeError(
    `the input of a Bayesian layer has shape ${JSON.stringify(shape)}; wanted a known last axis`,
  );
}

/** A layer's Gaussian weights. */
export class GaussianWeights {
  readonly #settings: Resolved<BayesianLayerSettings>;
  readonly #estimator: Estimator;
  readonly #mean: LayerWeight;
  readonly #logScale: LayerWeight;
  #calls = 0;

  /** Adds `mean` and `log_scale` to a layer, and its KL to the layer's losses. @param shape [inputs, outputs] */
  constructor(layer: WeightOwner, shape: [number, number], settings: Resolved<BayesianLayerSettings>) {
    this.#settings = settings;
    this.#estimator = getEstimator(settings.estimator);
    this.#mean = layer.addWeight("mean", shape, "float32", initializers.heNormal({ seed: settings.seed }));
    const start = initializers.constant({ value: settings.initialLogScale });
    this.#logScale = layer.addWeight("log_scale", shape, "float32", start);
    layer.addLoss(() =>
      tf.tidy(() => {
        const { klWeight, priorScale } = settings;
        return tf.mul(
          klWeight,
          totalKlToStandardNormal(this.#mean.read(), this.#logScale.read(), priorScale),
        );
      }) as tf.Scalar
    );
  }

  /**
   * Pre-activations: by the estimator in training, by the mean of the weights otherwise.
   *
   * @param inputs shape: [B, inputs] or [B, P, inputs]
   * @returns shape: [B, outputs] or [B, P, outputs]
   */
  apply(inputs: tf.Tensor, training: boolean): tf.Tensor {
    const mean = this.#mean.read();
    if (!training) return productWith(inputs, mean);
    const site = { map: inputMap(inputs), family: diagonalLogScale(mean, this.#logScale.read()) };
    const supported = this.#estimator.supports(site);
    if (supported !== true) {
      throw new RangeError(`${this.#estimator.name} does not support this layer: ${supported}`);
    }
    return this.#estimator.draw(site, foldIn(key(this.#settings.seed), this.#calls++)).preactivations;
  }
}

/** A variable of a layer. */
export interface LayerWeight {
  /** Its value, which is not the caller's. */
  read(): tf.Tensor;
}

/** What a layer of tfjs lets its subclasses do. */
export interface WeightOwner {
  /** Makes a variable. */
  addWeight(
    name: string,
    shape: number[],
    dtype: "float32",
    initializer: ReturnType<typeof initializers.zeros>,
  ): LayerWeight;
  /** Adds a term to the loss of every training step. */
  addLoss(loss: () => tf.Scalar): void;
}

function productWith(inputs: tf.Tensor, matrix: tf.Tensor): tf.Tensor {
  const [size, outputs] = matrix.shape as [number, number];
  const rows = tf.reshape(inputs, [-1, size]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(rows, matrix as tf.Tensor2D), [...inputs.shape.slice(0, -1), outputs]);
}

/** The only input of a layer, which tfjs may wrap in a list. */
export function onlyInput(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}

/** Whether tfjs calls a layer to train it. */
export function isTraining(kwargs: Readonly<Record<string, unknown>>): boolean {
  return kwargs["training"] === true;
}
