/**
 * Variational autoencoders with one to three stochastic layers (R2-G2 paper §6.2).
 *
 * Inference is bottom-up, q(v₁|x) ∏ q(v_{i+1}|v_i); generation top-down, p(v_L) ∏ p(v_i|v_{i+1}) p(x|v₁).
 * Every conditional has two hidden tanh layers. The treated site is v₁ and the linear map of the decoder
 * that follows it. Where v₁ enters other terms too, those use the unconditioned draw.
 *
 * What the paper leaves unstated and this model chooses: Glorot-uniform weights, σ = exp(linear), output
 * biases at the logits of the training pixel means, the closed-form KL of the top layer.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  bernoulliLogLikelihood,
  gaussianLogDensity,
  type Key,
  klToStandardNormal,
  split,
} from "../estimators/mod.ts";
import type { Batch, GradientBlock, Model, ObjectiveOptions, Pass } from "./types.ts";
import { estimatorFor } from "./types.ts";
import type { Moments } from "./layers/latent_linear.ts";
import { repeatBatch } from "./layers/repeat.ts";
import { logImportanceWeights } from "./vae_bound.ts";
import { decode, namedParameters, setOutputBias, type VaeNetworks, vaeNetworks } from "./vae_networks.ts";

/** Settings of {@linkcode vae}. */
export interface VaeOptions {
  readonly key: Key;
  /** Stochastic layers L. @default 1 */
  readonly layers?: number;
  /** @default 784 */
  readonly pixels?: number;
  /** Width of every latent. @default 50 */
  readonly latents?: number;
  /** Width of every hidden layer. @default 200 */
  readonly hidden?: number;
  /** Width of the decoder's first map, where it is to differ from `hidden`. @default hidden */
  readonly firstMap?: number;
  /** Mean intensity of every pixel over the training set, for the output biases. length: pixels */
  readonly pixelMeans?: ArrayLike<number>;
}

/** A VAE and its importance-weighted bound. */
export interface Vae extends Model {
  /**
   * log p(x, v) − log q(v | x) for independent draws v. shape: [samples · B], sample-major, in nats
   *
   * @param images binarised pixels. shape: [B, pixels]
   */
  logWeights(images: tf.Tensor2D, options: { readonly key: Key; readonly samples: number }): tf.Tensor;
}

/** Layer name of the treated site in records. */
export const VAE_SITE = "latent1";

/** @throws {RangeError} unless layers is 1, 2 or 3 and pixel means, where given, are one for each pixel. */
export function vae(options: VaeOptions): Vae {
  const { layers = 1, pixels = 784, latents = 50, hidden = 200, firstMap = hidden, pixelMeans } = options;
  if (![1, 2, 3].includes(layers)) throw new RangeError(`vae: layers is ${layers}; wanted 1, 2 or 3`);
  if (pixelMeans !== undefined && pixelMeans.length !== pixels) {
    throw new RangeError(`vae: ${pixelMeans.length} pixel means for ${pixels} pixels`);
  }
  const networks = vaeNetworks({ key: options.key, layers, pixels, latents, hidden, firstMap });
  if (pixelMeans !== undefined) setOutputBias(networks.output, pixelMeans);
  const parameters = namedParameters(networks);
  return {
    name: `vae${layers}`,
    options: { layers, latents, hidden, firstMap },
    parameters,
    blocks: BLOCKS,
    objective: (batch, objective) => ({ passes: [negativeBound(networks, batch, objective)] }),
    logWeights: (images, settings) => logImportanceWeights(networks, images, settings),
    dispose: () => tf.dispose([...parameters.values()]),
  };
}

const BLOCKS: readonly GradientBlock[] = [
  { layer: VAE_SITE, block: "mean", source: { probe: `${VAE_SITE}/mean` } },
  { layer: VAE_SITE, block: "scale", source: { probe: `${VAE_SITE}/logScale` } },
  { layer: VAE_SITE, block: "upstream", source: { parameter: "first/weights" } },
];

/**
 * −ELBO per example, with `samples` draws of the latents for one pass through the encoder.
 * shape: [samples · B], sample-major
 */
function negativeBound(networks: VaeNetworks, { images }: Batch, options: ObjectiveOptions): Pass {
  const { samples = 1, probe = (_name: string, value: tf.Tensor) => value } = options;
  const { inference, generation, first } = networks;
  const keys = split(options.key, inference.length);
  const tile = (value: tf.Tensor) => repeatBatch(value, samples);

  const encoded = inference[0]!.apply(images);
  const moments: Moments = {
    mean: probe(`${VAE_SITE}/mean`, encoded.mean),
    logScale: probe(`${VAE_SITE}/logScale`, encoded.logScale),
  };
  const tiled = { mean: tile(moments.mean), logScale: tile(moments.logScale) };
  const draw = first.draw(tiled, estimatorFor(options.estimator, VAE_SITE), keys[0]!);
  const logLikelihood = bernoulliLogLikelihood(decode(networks, draw.preactivations), tile(images));

  // log p(v_i | v_{i+1}) − log q(v_i | ·) up to the top, whose KL is known in closed form.
  let losses = tf.neg(logLikelihood);
  let below: { value: tf.Tensor; moments: Moments } = { value: draw.value!, moments: tiled };
  for (let i = 1; i < inference.length; i++) {
    const upper = inference[i]!.apply(below.value);
    const value = upper.sample(keys[i]!);
    const prior = generation[i - 1]!.apply(value);
    const logPrior = gaussianLogDensity(below.value, prior.mean, prior.logScale);
    const logPosterior = gaussianLogDensity(below.value, below.moments.mean, below.moments.logScale);
    losses = tf.add(losses, tf.sub(logPosterior, logPrior));
    below = { value, moments: upper };
  }
  losses = tf.add(losses, klToStandardNormal(below.moments.mean, below.moments.logScale, 1));
  return { losses, draws: [{ layer: VAE_SITE, draw }] };
}
