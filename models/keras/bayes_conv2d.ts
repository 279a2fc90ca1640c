/**
 * A convolution of tfjs with Gaussian filters and an estimator of its gradient: zero padding, stride 1.
 *
 * The image patches are the map and the filters of one output channel its Gaussian vector (R2-G2 paper, table 1).
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { imagePatches } from "../../estimators/mod.ts";
import {
  BayesianLayer,
  type BayesianLayerSettings,
  GaussianWeights,
  type LayerSettings,
  type WeightOwner,
} from "./bayesian_layer.ts";

/** Settings of {@linkcode bayesConv2d}; `inputShape` is [H, W, C]. */
export interface BayesConv2DSettings extends BayesianLayerSettings, LayerSettings {
  /** Output channels. */
  readonly filters: number;
  /** Rows and columns of a filter, odd. @default 3 */
  readonly kernelSize?: number;
}

/** `tf.layers.conv2d` with filters w ~ N(mean, exp(log_scale)²), padding "same" and stride 1. */
export class BayesConv2D extends BayesianLayer {
  /** By which a saved model finds the class. */
  static className: string = "BayesConv2D";
  readonly #size: number;
  #weights: GaussianWeights | undefined;

  /** @throws {RangeError} for an estimator of several draws, an even kernel size, or filters that are no positive count. */
  constructor(config: BayesConv2DSettings) {
    super("BayesConv2D", config, { units: config.filters, called: "filters" });
    const { kernelSize = 3 } = config;
    if (!Number.isInteger(kernelSize) || kernelSize % 2 !== 1) {
      throw new RangeError(`BayesConv2D: kernelSize is ${kernelSize}; wanted an odd whole number`);
    }
    this.#size = kernelSize;
  }

  /** Means and log-scales. */
  protected override makeWeights(owner: WeightOwner, channels: number): void {
    this.#weights = new GaussianWeights(owner, [this.#size ** 2 * channels, this.units], this.settings);
  }

  /** [B, H, W, C] -> [B, H, W, filters] */
  protected override product(images: tf.Tensor, training: boolean): tf.Tensor {
    const patches = imagePatches(images as tf.Tensor4D, { size: this.#size });
    return tf.reshape(this.#weights!.apply(patches, training), [...images.shape.slice(0, 3), this.units]);
  }

  /** What a saved model keeps. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.units, kernelSize: this.#size };
  }
}

tf.serialization.registerClass(BayesConv2D);

/** A Bayesian convolution for `tf.sequential` and functional models. */
export function bayesConv2d(settings: BayesConv2DSettings): BayesConv2D {
  return new BayesConv2D(settings);
}
