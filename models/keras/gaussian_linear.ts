/**
 * A Gaussian latent and the linear map that follows it, as one layer of tfjs: a VAE's bottleneck.
 *
 *     z = W v + b        v ~ N(µ, exp(λ)²)        (µ, λ) the two halves of the input
 *
 * The loss gets klWeight · KL(N(µ, exp(λ)²) ‖ N(0, priorScale²)), averaged over the batch.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { initializers } from "@tensorflow/tfjs-layers";
import { denseMap, diagonalLogScale, klToStandardNormal } from "../../estimators/mod.ts";
import {
  BayesianLayer,
  type BayesianLayerSettings,
  LayerDraws,
  type LayerSettings,
  type LayerWeight,
  type WeightOwner,
} from "./bayesian_layer.ts";

/** Settings of {@linkcode gaussianLinear}; the latent has half as many variables as the layer has inputs. */
export interface GaussianLinearSettings
  extends Omit<BayesianLayerSettings, "initialLogScale">, LayerSettings {
  /** Outputs of the linear map. */
  readonly units: number;
}

/** Takes means and log-scales beside each other, draws the latent, and applies W and b. */
export class GaussianLinear extends BayesianLayer {
  /** By which a saved model finds the class. */
  static className: string = "GaussianLinear";
  #draws: LayerDraws | undefined;
  #weights: LayerWeight | undefined;
  /** KL of the last training call: layer losses are asked after it, and see no inputs. */
  #kl: tf.Tensor | undefined;

  /** @throws {RangeError} for an estimator of several draws, or units that are no positive whole number. */
  constructor(config: GaussianLinearSettings) {
    super("GaussianLinear", { estimator: "r2g2", ...config }, { units: config.units, called: "units" });
  }

  /** W. */
  protected override makeWeights(owner: WeightOwner, inputs: number): void {
    if (inputs % 2 !== 0) {
      throw new RangeError(
        `GaussianLinear: ${inputs} inputs; wanted an even number, means and then log-scales`,
      );
    }
    this.#draws = new LayerDraws(this.settings, owner.name);
    const start = initializers.glorotUniform({ seed: this.#draws.startSeed });
    this.#weights = owner.addWeight("weights", [this.units, inputs / 2], "float32", start);
    owner.addLoss(() => (this.#kl ?? tf.scalar(0)) as tf.Scalar);
  }

  /** The map of a draw in training, of the mean otherwise. */
  protected override product(inputs: tf.Tensor, training: boolean): tf.Tensor {
    const [mean, logScale] = tf.split(inputs, 2, -1) as [tf.Tensor2D, tf.Tensor2D];
    const weights = this.#weights!.read() as tf.Tensor2D;
    if (!training) return tf.matMul(mean, tf.transpose(weights));
    const { klWeight, priorScale } = this.settings;
    this.#kl?.dispose();
    this.#kl = tf.keep(tf.mul(klWeight, tf.mean(klToStandardNormal(mean, logScale, priorScale))));
    return this.#draws!.draw({ map: denseMap(weights), family: diagonalLogScale(mean, logScale) });
  }

  /** What a saved model keeps. */
  override getConfig(): tf.serialization.ConfigDict {
    const { initialLogScale: _, ...config } = super.getConfig();
    return { ...config, units: this.units };
  }

  /** Frees the variables, and the KL of the last call. */
  override dispose(): ReturnType<BayesianLayer["dispose"]> {
    this.#kl?.dispose();
    this.#kl = undefined;
    return super.dispose();
  }
}

tf.serialization.registerClass(GaussianLinear);

/** A Gaussian latent with the linear map that follows it, for `tf.sequential` and functional models. */
export function gaussianLinear(settings: GaussianLinearSettings): GaussianLinear {
  return new GaussianLinear(settings);
}
