/**
 * Variational autoencoders with one to three stochastic layers (R2-G2 paper §6.2).
 *
 * Inference is bottom-up, q(v₁|x) ∏ q(v_{i+1}|v_i); generation top-down, p(v_L) ∏ p(v_i|v_{i+1}) p(x|v₁).
 * Every conditional has two hidden tanh layers. A treated site is a latent and the first linear map of the
 * conditional that it generates: of p(x|v₁) as in the paper, and of p(v_i|v_{i+1}) where `treated` says so. Where
 * a latent enters other terms too, those use the unconditioned draw.
 *
 * The first maps of the inference networks q(v_{i+1}|v_i) may be sites too, `latent1-inference` and so on. One
 * term of the bound, log p(v_i|v_{i+1}), sees v_i itself besides its pre-activations: conditioning v_i's noise there
 * would be biased, so that term takes v_{i+1} by the unconditioned path, at the price of a second pass through
 * the inference network.
 *
 * The paper's text allows a second reading, in which lower latents are sampled in the decoder: see
 * `decoder_objective.ts`.
 *
 * What the paper leaves unstated and this model chooses: Glorot-uniform weights, σ = exp(linear), output
 * biases at the logits of the training pixel means, the closed-form KL of the top layer.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Key, UnsupportedError } from "../../estimators/mod.ts";
import type { GenerativeModel } from "../generative.ts";
import { boundObjective, type BoundSettings } from "../objectives/mod.ts";
import { decoderBound, decoderLogWeights } from "./decoder_objective.ts";
import { logImportanceWeights } from "./log_weights.ts";
import { namedParameters, type Sampled, setOutputBias, vaeNetworks } from "./networks.ts";
import { negativeBound } from "./objective.ts";
import { siteBlocks, treatedSites, VAE_SITE, type VaeTreatment } from "./sites.ts";

/** Settings of {@linkcode vae}. */
export interface VaeOptions {
  /** Key of the start values. */
  readonly key: Key;
  /** Stochastic layers L. @default 1 */
  readonly layers?: number;
  /** Pixels of an image. @default 784 */
  readonly pixels?: number;
  /** Width of every latent. @default 50 */
  readonly latents?: number;
  /** Width of every hidden layer. @default 200 */
  readonly hidden?: number;
  /** Width of the decoder's first map. @default hidden */
  readonly firstMap?: number;
  /** Mean intensity of every pixel over the training set, for the output biases. length: pixels */
  readonly pixelMeans?: ArrayLike<number>;
  /**
   * Latents that an estimator draws with the map that follows them: the one at the pixels, the last one, all, or
   * by name, `latent1` to `latent3` and `latent1-inference` to `latent2-inference`; the others are drawn by
   * reparameterisation. @default "bottom"
   */
  readonly treated?: VaeTreatment;
  /**
   * Where the lower latents are drawn from: their own posterior q(v_{i+1}|v_i) on the way up, or the decoder's
   * p(v_i|v_{i+1}), to which their posterior is tied, below one q(v_L|x). @default "posterior"
   */
  readonly sampled?: Sampled;
  /** What is trained. @default the evidence bound of one draw, by plain differentiation */
  readonly objective?: BoundSettings;
}

/**
 * A VAE.
 *
 * @throws {RangeError} unless layers is 1, 2 or 3, pixel means, where given, are one for each pixel, the treated
 * latents exist, and the objective allows as many layers.
 * @example The importance-weighted bound of five draws, doubly reparameterised, with R2-G2 inside
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { getEstimator, key, useBackend } from "../../estimators/mod.ts";
 * import { parameterGradients } from "../model_gradients.ts";
 * import { vae } from "./vae.ts";
 *
 * await useBackend("cpu");
 * const objective = { bound: "iwae", samples: 5, gradient: "dreg" } as const;
 * const model = vae({ key: key(0), pixels: 9, latents: 2, hidden: 4, objective });
 * const images = tf.ones([3, 9]) as tf.Tensor2D;
 * const { value } = parameterGradients(model, { images }, { estimator: getEstimator("r2g2"), key: key(1) });
 * console.assert(value.dataSync()[0]! > 0);
 * ```
 */
export function vae(options: VaeOptions): GenerativeModel {
  const { layers = 1, pixels = 784, latents = 50, hidden = 200, firstMap = hidden, pixelMeans } = options;
  if (![1, 2, 3].includes(layers)) throw new RangeError(`vae: layers is ${layers}; wanted 1, 2 or 3`);
  if (pixelMeans !== undefined && pixelMeans.length !== pixels) {
    throw new RangeError(`vae: ${pixelMeans.length} pixel means for ${pixels} pixels`);
  }
  const { treated = "bottom", sampled = "posterior", objective: settings = {} } = options;
  checkSampled(sampled, layers);
  const sites = treatedSites(treated, layers, sampled);
  const start = objectiveFor(layers, settings);
  const networks = vaeNetworks({ key: options.key, layers, pixels, latents, hidden, firstMap, sampled });
  if (pixelMeans !== undefined) setOutputBias(networks.output, pixelMeans);
  const parameters = namedParameters(networks);
  const reading = READINGS[sampled];
  const under = ({ objective: bound, samples }: ReturnType<typeof boundObjective>): GenerativeModel => ({
    name: `vae${layers}`,
    // Defaults are left out: records keep their identity when an option is added.
    options: {
      ...{ layers, latents, hidden, firstMap },
      ...(sites.length === 1 && sites[0] === VAE_SITE ? {} : { treated: sites.join(",") }),
      ...(sampled === "posterior" ? {} : { sampled }),
      ...(bound.bound === "elbo" && bound.gradient === "plain" && samples === 1
        ? {}
        : { bound: bound.bound, gradient: bound.gradient, boundSamples: samples }),
    },
    parameters,
    blocks: siteBlocks(sites),
    objective: (batch, { samples: bounds = 1, ...rest }) => ({
      passes: [reading.bound(networks, batch, { ...rest, objective: bound, bounds, samples, sites })],
    }),
    logWeights: (images, weightOptions) => reading.logWeights(networks, images, weightOptions),
    withObjective: (other) => under(objectiveFor(layers, other)),
    dispose: () => tf.dispose([...parameters.values()]),
  });
  return under(start);
}

/** Bound and log-weights by where lower latents are drawn. */
const READINGS = {
  posterior: { bound: negativeBound, logWeights: logImportanceWeights },
  decoder: { bound: decoderBound, logWeights: decoderLogWeights },
} as const;

function checkSampled(sampled: Sampled, layers: number): void {
  if (!Object.hasOwn(READINGS, sampled)) {
    throw new RangeError(`vae: sampled is ${JSON.stringify(sampled)}; wanted posterior or decoder`);
  }
  if (sampled === "decoder" && layers < 2) {
    throw new RangeError(
      `vae: sampled is decoder with ${layers} stochastic layer, which the encoder draws; wanted 2 or 3 layers`,
    );
  }
}

/** An objective that allows so many stochastic layers. */
function objectiveFor(layers: number, settings: BoundSettings): ReturnType<typeof boundObjective> {
  const chosen = boundObjective(settings);
  const { bound, gradient, mostLayers = layers } = chosen.objective;
  if (layers <= mostLayers) return chosen;
  throw new UnsupportedError(
    `vae: objective ${bound} ${gradient} is for ${mostLayers} stochastic layer, got ${layers}`,
  );
}
