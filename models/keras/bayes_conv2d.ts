/**
 * A convolution of tfjs with Gaussian filters and an estimator of its gradient: zero padding, stride 1.
 *
 * The image patches are the map and the filters of one output channel its Gaussian vector (R2-G2 paper, table 1).
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { initializers, layers } from "@tensorflow/tfjs-layers";
import { addBias, imagePatches } from "../../estimators/mod.ts";
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

/** Settings of {@linkcode bayesConv2d}. */
export interface BayesConv2DSettings extends BayesianLayerSettings, LayerSettings {
  /** Output channels. */
  readonly filters: number;
  /** Rows and columns of a filter, odd. @default 3 */
  readonly kernelSize?: number;
}

/** `tf.layers.conv2d` with filters w ~ N(mean, exp(log_scale)²), padding "same" and stride 1. */
export class BayesConv2D extends layers.Layer {
  /** By which a saved model finds the class. */
  static className: string = "BayesConv2D";
  readonly #settings: Resolved<BayesianLayerSettings>;
  readonly #filters: number;
  readonly #size: number;
  readonly #activation: ActivationName;
  #weights: GaussianWeights | undefined;
  #bias: LayerWeight | undefined;

  /** @throws {RangeError} for an estimator of several draws, an even kernel size, or filters that are no positive whole number. */
  constructor(config: BayesConv2DSettings) {
    super(config as unknown as ConstructorParameters<typeof layers.Layer>[0]);
    const { filters, kernelSize = 3, activation = "linear" } = config;
    requireCount("BayesConv2D", "filters", filters);
    if (!Number.isInteger(kernelSize) || kernelSize % 2 !== 1) {
      throw new RangeError(`BayesConv2D: kernelSize is ${kernelSize}; wanted an odd whole number`);
    }
    this.#settings = resolved("BayesConv2D", config);
    this.#filters = filters;
    this.#size = kernelSize;
    this.#activation = activation;
  }

  /** Makes the variables. */
  override build(inputShape: (number | null) | (number | null)[] | (number | null)[][]): void {
    const owner = this as unknown as WeightOwner;
    const shape: [number, number] = [this.#size ** 2 * lastAxis(inputShape), this.#filters];
    this.#weights = new GaussianWeights(owner, shape, this.#settings);
    this.#bias = owner.addWeight("bias", [this.#filters], "float32", initializers.zeros());
    this.built = true;
  }

  /** shape: [B, H, W, C] -> [B, H, W, filters] */
  override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
    return [...inputShape.slice(0, -1), this.#filters];
  }

  /** A draw in training, the means otherwise. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      const images = onlyInput(inputs) as tf.Tensor4D;
      const patches = imagePatches(images, { size: this.#size });
      const product = this.#weights!.apply(patches, isTraining(kwargs));
      const shaped = tf.reshape(addBias(product, this.#bias!.read()), [
        ...images.shape.slice(0, 3),
        this.#filters,
      ]);
      return layers.activation({ activation: this.#activation }).apply(shaped) as tf.Tensor;
    });
  }

  /** What a saved model keeps. */
  override getConfig(): tf.serialization.ConfigDict {
    const own = { filters: this.#filters, kernelSize: this.#size, activation: this.#activation };
    return { ...super.getConfig(), ...this.#settings, ...own };
  }
}

tf.serialization.registerClass(BayesConv2D);

/** A Bayesian convolution for `tf.sequential` and functional models. */
export function bayesConv2d(settings: BayesConv2DSettings): BayesConv2D {
  return new BayesConv2D(settings);
}
