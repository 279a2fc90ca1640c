/**
 * A dense layer of tfjs with Gaussian weights (Blundell et al. 2015) and an estimator of its gradient.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  BayesianLayer,
  type BayesianLayerSettings,
  GaussianWeights,
  type LayerSettings,
  type WeightOwner,
} from "./bayesian_layer.ts";

/** Settings of {@linkcode bayesDense}. */
export interface BayesDenseSettings extends BayesianLayerSettings, LayerSettings {
  /** Outputs of the layer. */
  readonly units: number;
}

/** `tf.layers.dense` with weights w ~ N(mean, exp(log_scale)²); saved and loaded as any other layer. */
export class BayesDense extends BayesianLayer {
  /** By which a saved model finds the class. */
  static className: string = "BayesDense";
  #weights: GaussianWeights | undefined;

  /** @throws {RangeError} for an estimator of several draws, or units that are no positive whole number. */
  constructor(config: BayesDenseSettings) {
    super("BayesDense", config, { units: config.units, called: "units" });
  }

  /** Means and log-scales. */
  protected override makeWeights(owner: WeightOwner, inputs: number): void {
    this.#weights = new GaussianWeights(owner, [inputs, this.units], this.settings);
  }

  /** By the weights. */
  protected override product(inputs: tf.Tensor, training: boolean): tf.Tensor {
    return this.#weights!.apply(inputs, training);
  }

  /** What a saved model keeps. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), units: this.units };
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
