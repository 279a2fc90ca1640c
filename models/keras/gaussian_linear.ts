/**
 * A Gaussian latent and the linear map that follows it, as one layer of tfjs: a VAE's bottleneck.
 *
 *     z = W v + b        v ~ N(µ, exp(λ)²)        (µ, λ) the two halves of the input
 *
 * The loss gets klWeight · KL(N(µ, exp(λ)²) ‖ N(0, priorScale²)), averaged over the batch.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { initializers, layers } from "@tensorflow/tfjs-layers";
import {
  addBias,
  denseMap,
  diagonalLogScale,
  foldIn,
  getEstimator,
  key,
  klToStandardNormal,
} from "../../estimators/mod.ts";
import {
  type ActivationName,
  type BayesianLayerSettings,
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

/** Settings of {@linkcode gaussianLinear}; the latent has half as many variables as the layer has inputs. */
export interface GaussianLinearSettings
  extends Omit<BayesianLayerSettings, "initialLogScale">, LayerSettings {
  /** Outputs of the linear map. */
  readonly units: number;
}

/** Takes means and log-scales beside each other, draws the latent, and applies W and b. */
export class GaussianLinear extends layers.Layer {
  /** By which a saved model finds the class. */
  static className: string = "GaussianLinear";
  readonly #settings: Resolved<BayesianLayerSettings>;
  readonly #units: number;
  readonly #activation: ActivationName;
  #weights: LayerWeight | undefined;
  #bias: LayerWeight | undefined;
  /** KL of the last training call: layer losses are asked after it, and see no inputs. */
  #kl: tf.Tensor | undefined;
  #calls = 0;

  /** @throws {RangeError} for an estimator of several draws, or units that are no positive whole number. */
  constructor(config: GaussianLinearSettings) {
    super(config as unknown as ConstructorParameters<typeof layers.Layer>[0]);
    const { units, activation = "linear" } = config;
    requireCount("GaussianLinear", "units", units);
    this.#settings = resolved("GaussianLinear", { estimator: "r2g2", ...config });
    this.#units = units;
    this.#activation = activation;
  }

  /** Makes the variables. */
  override build(inputShape: (number | null) | (number | null)[] | (number | null)[][]): void {
    const inputs = lastAxis(inputShape);
    if (inputs % 2 !== 0) {
      throw new RangeError(
        `GaussianLinear: ${inputs} inputs; wanted an even number, means and then log-scales`,
      );
    }
    const owner = this as unknown as WeightOwner;
    this.#weights = owner.addWeight(
      "weights",
      [this.#units, inputs / 2],
      "float32",
      initializers.glorotUniform({ seed: this.#settings.seed }),
    );
    this.#bias = owner.addWeight("bias", [this.#units], "float32", initializers.zeros());
    owner.addLoss(() => (this.#kl ?? tf.scalar(0)) as tf.Scalar);
    this.built = true;
  }

  /** shape: [B, 2 · latents] -> [B, units] */
  override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
    return [...inputShape.slice(0, -1), this.#units];
  }

  /** A draw in training, the map of the mean otherwise. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      const [mean, logScale] = tf.split(onlyInput(inputs), 2, -1) as [tf.Tensor2D, tf.Tensor2D];
      const weights = this.#weights!.read() as tf.Tensor2D;
      const z = isTraining(kwargs) ? this.#draw(mean, logScale) : tf.matMul(mean, tf.transpose(weights));
      return layers.activation({ activation: this.#activation })
        .apply(addBias(z, this.#bias!.read())) as tf.Tensor;
    });
  }

  /** What a saved model keeps. */
  override getConfig(): tf.serialization.ConfigDict {
    const { initialLogScale: _, ...settings } = this.#settings;
    return { ...super.getConfig(), ...settings, units: this.#units, activation: this.#activation };
  }

  #draw(mean: tf.Tensor2D, logScale: tf.Tensor2D): tf.Tensor {
    const { estimator, klWeight, priorScale, seed } = this.#settings;
    this.#kl?.dispose();
    this.#kl = tf.keep(tf.mul(klWeight, tf.mean(klToStandardNormal(mean, logScale, priorScale))));
    const site = { map: denseMap(this.#weights!.read()), family: diagonalLogScale(mean, logScale) };
    const drawKey = foldIn(key(seed), this.#calls++);
    return getEstimator(estimator).draw(site, drawKey).preactivations;
  }
}

tf.serialization.registerClass(GaussianLinear);

/** A Gaussian latent with the linear map that follows it, for `tf.sequential` and functional models. */
export function gaussianLinear(settings: GaussianLinearSettings): GaussianLinear {
  return new GaussianLinear(settings);
}
