/**
 * The networks of a VAE, their parameters by name, and the decoder.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Key, split } from "../../estimators/mod.ts";
import { type ConditionalGaussian, conditionalGaussian } from "../layers/conditional_gaussian.ts";
import { type DenseLayer, denseLayer } from "../layers/dense.ts";
import { type LatentLinear, latentLinear } from "../layers/latent_linear.ts";

/**
 * Where the lower latents are drawn from in training: a posterior of their own, or the decoder, their posterior tied to
 * p(v_i|v_{i+1}).
 */
export type Sampled = "posterior" | "decoder";

/** The networks of a VAE. */
export interface VaeNetworks {
  /** q(v₁|x), q(v₂|v₁), …; q(v_L|x) alone where lower latents are sampled in the decoder. */
  readonly inference: readonly ConditionalGaussian[];
  /** p(v₁|v₂), p(v₂|v₃), … */
  readonly generation: readonly ConditionalGaussian[];
  readonly first: LatentLinear;
  readonly second: DenseLayer;
  readonly output: DenseLayer;
}

/** Widths of {@linkcode vaeNetworks}. */
export interface VaeWidths {
  readonly key: Key;
  /** Stochastic layers L. */
  readonly layers: number;
  readonly pixels: number;
  readonly latents: number;
  readonly hidden: number;
  /** Outputs of the map that follows v₁. */
  readonly firstMap: number;
  readonly sampled: Sampled;
}

/** Networks with Glorot-uniform weights and zero biases, each from its own key. */
export function vaeNetworks(
  { key, layers, pixels, latents, hidden, firstMap, sampled }: VaeWidths,
): VaeNetworks {
  const keys = split(key, 2 * layers + 2);
  return {
    inference: Array.from(
      { length: sampled === "decoder" ? 1 : layers },
      (_, i) =>
        conditionalGaussian({ inputs: i === 0 ? pixels : latents, outputs: latents, hidden, key: keys[i]! }),
    ),
    generation: Array.from(
      { length: layers - 1 },
      (_, i) => conditionalGaussian({ inputs: latents, outputs: latents, hidden, key: keys[layers + i]! }),
    ),
    first: latentLinear({ latents, outputs: firstMap, key: keys[2 * layers - 1]! }),
    second: denseLayer({ inputs: firstMap, outputs: hidden, activation: "tanh", key: keys[2 * layers]! }),
    output: denseLayer({ inputs: hidden, outputs: pixels, key: keys[2 * layers + 1]! }),
  };
}

/** Logits of the pixels from the decoder's first pre-activations. shape: [B, firstMap] -> [B, pixels] */
export function decode({ second, output }: VaeNetworks, preactivations: tf.Tensor): tf.Tensor2D {
  return output.apply(second.apply(tf.tanh(preactivations)));
}

/** Burda et al. 2016: biases at the logits of the pixel means, clipped to [0.001, 0.999]. */
export function setOutputBias({ parameters }: DenseLayer, pixelMeans: ArrayLike<number>): void {
  const logits = Float32Array.from(pixelMeans, (mean) => {
    const clipped = Math.min(0.999, Math.max(0.001, mean));
    return Math.log(clipped / (1 - clipped));
  });
  tf.tidy(() => parameters.bias.assign(tf.tensor1d(logits)));
}

/** All variables by network, layer and name, e.g. `q1/hidden1/weights` of q(v₁|·). */
export function namedParameters(networks: VaeNetworks): Map<string, tf.Variable> {
  const { inference, generation } = networks;
  const lowest = generation.length + 2 - inference.length;
  const owners: [string, Readonly<Record<string, tf.Variable>>][] = [
    ...inference.map((net, i) => [`q${i + lowest}`, net.parameters] as [string, typeof net.parameters]),
    ...generation.map((net, i) => [`p${i + 1}`, net.parameters] as [string, typeof net.parameters]),
    ["first", networks.first.parameters],
    ["second", networks.second.parameters],
    ["output", networks.output.parameters],
  ];
  return new Map(
    owners.flatMap(([owner, parameters]) =>
      Object.entries(parameters).map(([name, variable]) => [`${owner}/${name}`, variable] as const)
    ),
  );
}
