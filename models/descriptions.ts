/**
 * What each registered model is, for readers. Nothing here needs tfjs, so that a report reads it too.
 * @module
 */

/** A model in a few words, and in a line. */
export interface ModelDescription {
  /** At most thirty characters. */
  readonly brief: string;
  readonly full: string;
}

const NARROW = "more Gaussians than pre-activations";
const WIDE = "fewer Gaussians than pre-activations";
const DECODER = "in its other reading, lower latents sampled in the decoder";

/** By name: `[brief, full]`. */
const DESCRIPTIONS: Readonly<Record<string, readonly [brief: string, full: string]>> = {
  "mlp": [
    "paper's MLP, Gaussian weights",
    "The paper's Bayesian perceptron: two hidden layers of 1024 units.",
  ],
  "mlp-small": ["MLP 2 × 256, Gaussian weights", "A Bayesian perceptron: two hidden layers of 256 units."],
  "cnn": ["paper's VGG-11", "The paper's Bayesian VGG-11, its last four convolutions on trial."],
  "cnn-small": ["VGG-11, an eighth as wide", "The Bayesian VGG-11 at an eighth of its width."],
  "vae1": [
    "paper's VAE, 1 layer",
    `The paper's VAE of one layer: 50 latents enter a map of 200 outputs, ${WIDE}.`,
  ],
  "vae2": [
    "paper's VAE, 2 layers",
    `The paper's VAE of two layers: 50 latents enter a map of 200 outputs, ${WIDE}.`,
  ],
  "vae3": [
    "paper's VAE, 3 layers",
    `The paper's VAE of three layers: 50 latents enter a map of 200 outputs, ${WIDE}.`,
  ],
  "vae1-narrow": [
    "VAE, 200 latents into 50",
    `A VAE with a narrow map: 200 latents enter 50 outputs, ${NARROW}.`,
  ],
  "vae2-narrow": [
    "2 layers, 200 latents into 50",
    `A VAE of two layers with narrow maps: 200 latents into 50, ${NARROW}.`,
  ],
  "vae2-decoder": ["VAE, 2 layers, other reading", `The paper's VAE of two layers ${DECODER}.`],
  "vae3-decoder": ["VAE, 3 layers, other reading", `The paper's VAE of three layers ${DECODER}.`],
  "vae1-iwae": ["VAE, weighted bound", "The paper's VAE of one layer on the weighted bound of five draws."],
  "vae1-dreg": ["VAE, weighted bound, DReG", "The same with the doubly reparameterised gradient."],
  "bayes-last-layer": [
    "last layer, full covariance",
    "A classifier: one Gaussian of full covariance over its last layer.",
  ],
  "bayes-last-layer-low-rank": [
    "last layer, low rank",
    "A classifier: one Gaussian of low rank and diagonal over its last layer.",
  ],
  "bayes-hidden-layer": [
    "hidden layer, full covariance",
    "A classifier: one Gaussian of full covariance over a hidden layer of 12.",
  ],
  "bayes-hidden-layer-low-rank": [
    "hidden layer, low rank",
    "A classifier: one Gaussian of low rank and diagonal over a hidden layer.",
  ],
  "transformer": [
    "weights shared by 16 tokens",
    "A Bayesian transformer on 16 patches of an image, which share its weights.",
  ],
};

/**
 * What a registered model is; undefined for a model of somebody else.
 *
 * @example
 * ```ts
 * import { describeModel } from "./descriptions.ts";
 * console.assert(describeModel("vae1-narrow")?.brief === "VAE, 200 latents into 50");
 * console.assert(describeModel("mine") === undefined);
 * ```
 */
export function describeModel(name: string): ModelDescription | undefined {
  if (!Object.hasOwn(DESCRIPTIONS, name)) return undefined;
  const [brief = "", full = ""] = DESCRIPTIONS[name] ?? [];
  return { brief, full };
}
