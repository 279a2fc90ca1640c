/**
 * What tfjs layers with Gaussian weights share: their variables, a key for each call, and the KL as a loss.
 *
 *     loss = mean over the batch of ℓ + klWeight · KL(q(w) ‖ N(0, priorScale²))
 *
 * which is the negative bound of Blundell et al. 2015 a training example where klWeight is 1 / their number.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { initializers, layers } from "@tensorflow/tfjs-layers";
import {
  addBias,
  bits,
  diagonalLogScale,
  type Estimator,
  foldIn,
  type GaussianSite,
  getEstimator,
  inputMap,
  isComposed,
  type Key,
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
  /** Of start values and noise, which a layer's name makes its own: layers of one model draw independently. @default 0 */
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
function requireCount(layer: string, setting: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new RangeError(`${layer}: ${setting} is ${value}; wanted a positive whole number`);
}

/** The last axis of a layer's input. @throws {RangeError} where it is not known. */
function lastAxis(shape: LayerShape): number {
  const last = (Array.isArray(shape) ? shape : [shape]).at(-1);
  if (typeof last === "number") return last;
  throw new RangeError(
    `the input of a Bayesian layer has shape ${JSON.stringify(shape)}; wanted a known last axis`,
  );
}

/** The draws of one layer: call t has the key of seed and name, folded with t. */
export class LayerDraws {
  readonly #estimator: Estimator;
  readonly #key: Key;
  #calls = 0;

  /** @param name of the layer: what tells it from others of the same seed. */
  constructor({ estimator, seed }: Resolved<BayesianLayerSettings>, name: string) {
    this.#estimator = getEstimator(estimator);
    this.#key = [...name].reduce((own, letter) => foldIn(own, letter.codePointAt(0)!), key(seed));
  }

  /** A seed for start values, which tfjs draws. */
  get startSeed(): number {
    return bits(this.#key, 1)[0]!;
  }

  /** Pre-activations of a site. @throws {RangeError} where the estimator does not support it. */
  draw(site: GaussianSite): tf.Tensor {
    const supported = this.#estimator.supports(site);
    if (supported !== true) {
      throw new RangeError(`${this.#estimator.name} does not support this layer: ${supported}`);
    }
    return this.#estimator.draw(site, foldIn(this.#key, this.#calls++)).preactivations;
  }
}

/** A layer's Gaussian weights. */
export class GaussianWeights {
  readonly #draws: LayerDraws;
  readonly #mean: LayerWeight;
  readonly #logScale: LayerWeight;

  /** Adds `mean` and `log_scale` to a layer, and its KL to the layer's losses. @param shape [inputs, outputs] */
  constructor(layer: WeightOwner, shape: [number, number], settings: Resolved<BayesianLayerSettings>) {
    this.#draws = new LayerDraws(settings, layer.name);
    const means = initializers.heNormal({ seed: this.#draws.startSeed });
    this.#mean = layer.addWeight("mean", shape, "float32", means);
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
    return this.#draws.draw({ map: inputMap(inputs), family: diagonalLogScale(mean, this.#logScale.read()) });
  }
}

/** A variable of a layer. */
export interface LayerWeight {
  /** Its value, which is not the caller's. */
  read(): tf.Tensor;
}

/** What a layer of tfjs lets its subclasses do. */
export interface WeightOwner {
  /** Its name in the model. */
  readonly name: string;
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

/** Shapes that tfjs may give to a layer. */
type LayerShape = (number | null) | (number | null)[] | (number | null)[][];

/** A layer of tfjs whose product draws in training and has means otherwise, with a bias and an activation. */
export abstract class BayesianLayer extends layers.Layer {
  /** What was given, and the defaults. */
  protected readonly settings: Resolved<BayesianLayerSettings>;
  /** Length of the last axis of what comes out. */
  protected readonly units: number;
  readonly #activation: ActivationName;
  readonly #activate: ReturnType<typeof layers.activation>;
  #bias: LayerWeight | undefined;

  /** @throws {RangeError} for an estimator of several draws, or units that are no positive whole number. */
  constructor(
    what: string,
    config: BayesianLayerSettings & LayerSettings,
    { units, called }: { readonly units: number; readonly called: string },
  ) {
    super(config as unknown as ConstructorParameters<typeof layers.Layer>[0]);
    requireCount(what, called, units);
    this.settings = resolved(what, config);
    this.units = units;
    this.#activation = config.activation ?? "linear";
    this.#activate = layers.activation({ activation: this.#activation });
  }

  /** Makes the variables of the product. @param inputs length of the last axis of what goes in. */
  protected abstract makeWeights(owner: WeightOwner, inputs: number): void;

  /** [B, …, inputs] -> [B, …, units], which the caller frees. */
  protected abstract product(inputs: tf.Tensor, training: boolean): tf.Tensor;

  /** Makes the variables. */
  override build(inputShape: LayerShape): void {
    const owner = this as unknown as WeightOwner;
    this.makeWeights(owner, lastAxis(inputShape));
    this.#bias = owner.addWeight("bias", [this.units], "float32", initializers.zeros());
    this.built = true;
  }

  /** shape: [B, …, inputs] -> [B, …, units] */
  override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
    return [...inputShape.slice(0, -1), this.units];
  }

  /** A draw in training, the means otherwise. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      const [only] = [inputs].flat();
      const product = this.product(only!, kwargs["training"] === true);
      return this.#activate.apply(addBias(product, this.#bias!.read())) as tf.Tensor;
    });
  }

  /** What a saved model keeps. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.settings, activation: this.#activation };
  }
}
