/**
 * A dense layer of tfjs with Gaussian weights (Blundell et al. 2015) and an estimator of its gradient.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { initializers, layers } from "@tensorflow/tfjs-layers";
import { addBias } from "../../estimators/mod.ts";
import {
  type ActivationName,
  type BayesianLayerSettings,
  GaussianWeights,
  isTraining,
  lastAxis,
  type LayerSettings,
  type LayerWeight,
  onlyInput,
  requireCount,
  type Resolved,
  resolved,
  type WeightOwner,
} from "./bayesian_layer.ts";

/** Settings of {@linkcode bayesDense}. */
export interface BayesDenseSettings extends BayesianLayerSettings, LayerSettings {
  /** Outputs of the layer. */
  readonly units: number;
}

/** `tf.layers.dense` with weights w ~ N(mean, exp(log_scale)²); saved and loaded as any other layer. */
export class BayesDense extends layers.Layer {
  /** By which a saved model finds the class. */
  static className: string = "BayesDense";
  readonly #settings: Resolved<BayesianLayerSettings>;
  readonly #units: number;
  readonly #activation: ActivationName;
  #weights: GaussianWeights | undefined;
  #bias: LayerWeight | undefined;

  /** @throws {RangeError} for an estimator of several draws, or units that are no positive whole number. */
  constructor(config: BayesDenseSettings) {
    super(config as unknown as ConstructorParameters<typeof layers.Layer>[0]);
    const { units, activation = "linear" } = config;
    requireCount("BayesDense", "units", units);
    this.#settings = resolved("BayesDense", config);
    this.#units = units;
    this.#activation = activation;
  }

  /** Makes the variables. */
  override build(inputShape: (number | null) | (number | null)[] | (number | null)[][]): void {
    const inputs = lastAxis(inputShape);
    const owner = this as unknown as WeightOwner;
    this.#weights = new GaussianWeights(owner, [inputs, this.#units], this.#settings);
    this.#bias = owner.addWeight("bias", [this.#units], "float32", initializers.zeros());
    this.built = true;
  }

  /** shape: [B, …, inputs] -> [B, …, units] */
  override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
    return [...inputShape.slice(0, -1), this.#units];
  }

  /** A draw in training, the means otherwise. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      const product = this.#weights!.apply(onlyInput(inputs), isTraining(kwargs));
      return layers.activation({ activation: this.#activation })
        .apply(addBias(product, this.#bias!.read())) as tf.Tensor;
    });
  }

  /** What a saved model keeps. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.#settings, units: this.#units, activation: this.#activation };
  }
}

tf.serialization.registerClass(BayesDense);

/**
 * A Bayesian dense layer for `tf.sequential` and functional models.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { sequential } from "@tensorflow/tfjs-layers"; // in the package @tensorflow/tfjs: tf.sequential
 * import { bayesDense, useBackend } from "@r2g2/bench";
 *
 * await useBackend("cpu");
 * const model = sequential();
 * model.add(bayesDense({ units: 8, inputShape: [4], activation: "relu", klWeight: 1 / 32 }));
 * model.add(bayesDense({ units: 1, estimator: "r2g2", klWeight: 1 / 32 }));
 * model.compile({ optimizer: "adam", loss: "meanSquaredError" });
 * await model.fit(tf.ones([32, 4]), tf.ones([32, 1]), { epochs: 2, verbose: 0 });
 * ```
 */
export function bayesDense(settings: BayesDenseSettings): BayesDense {
  return new BayesDense(settings);
}
