/**
 * The contract between models, training and measurement.
 *
 * A model names no estimator: every objective is given one. It names its layers and, for each treated
 * layer, the blocks whose gradients are measured separately: `mean`, `scale` and `upstream`.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Draw, Estimator, Key } from "../estimators/mod.ts";

/** A minibatch. */
export interface Batch {
  /** Pixel intensities or binarised pixels. shape: [B, pixels] */
  readonly images: tf.Tensor2D;
  /** Classes. shape: [B], int32 */
  readonly labels?: tf.Tensor1D;
}

/** One estimator for all layers, or one for each by its name. */
export type EstimatorChoice = Estimator | ((layer: string) => Estimator);

/** How an objective is drawn. */
export interface ObjectiveOptions {
  /** What draws, in all layers or in each. */
  readonly estimator: EstimatorChoice;
  /** Of the noise. */
  readonly key: Key;
  /** Draws of the noise per example, averaged. @default 1 */
  readonly samples?: number;
  /** Adds to an intermediate value by name, for gradients with respect to it. */
  readonly probe?: Probe;
  /**
   * Variances of the layers of {@linkcode Model.posterior}, in their order: drawn with instead of the log-scales,
   * and then the objective has no regulariser.
   */
  readonly variances?: readonly tf.Tensor[];
}

/** Gaussian weights whose divergence from a prior N(0, priorScale²) is the objective's regulariser. */
export interface WeightPosterior {
  /** Means and log-scales, both among the model's parameters. */
  readonly layers: readonly { readonly mean: tf.Variable; readonly logScale: tf.Variable }[];
  /** Standard deviation of the prior. */
  readonly priorScale: number;
  /** Number of training examples, over which the divergence is spread. */
  readonly trainingExamples: number;
}

/** Returns the tensor, or the tensor plus a perturbation of the same shape. */
export type Probe = (name: string, value: tf.Tensor) => tf.Tensor;

/** A draw and the layer that made it. */
export interface LayerDraw {
  /** The layer's name. */
  readonly layer: string;
  /** What its estimator drew. */
  readonly draw: Draw;
}

/** Losses of one forward pass and the draws that they depend on. */
export interface Pass {
  /** Negative log-likelihood or negative bound of every example, in nats. shape: [B] or [S·B] */
  readonly losses: tf.Tensor;
  /** What the losses depend on, for score functions and diagnostics. */
  readonly draws: readonly LayerDraw[];
}

/** What a training step differentiates: the mean of all losses plus the regulariser. */
export interface Objective {
  /** Averaged: one for each sample, or one that holds them all. */
  readonly passes: readonly Pass[];
  /** Kullback–Leibler term per training example, in nats. shape: [] */
  readonly regulariser?: tf.Tensor;
}

/** Where the gradient of a block is read: a parameter, or an intermediate value by its probe name. */
export interface GradientBlock {
  /** The layer's name, or a part of it after a slash. */
  readonly layer: string;
  /** Mean and scale of the Gaussian, or what flows through the map. */
  readonly block: "mean" | "scale" | "upstream";
  /** Where it is read. */
  readonly source: { readonly parameter: string } | { readonly probe: string };
}

/** A trainable latent-Gaussian model. */
export interface Model {
  /** Name in messages. */
  readonly name: string;
  /** Settings that identify the model in records. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Trainable variables by name, e.g. `dense1/mean`. */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** Gradient blocks of the treated layers, first layer first. */
  readonly blocks: readonly GradientBlock[];
  /** Weights that a training step updates with their divergence, where the objective takes their variances. */
  readonly posterior?: WeightPosterior;
  /** Losses of a minibatch, differentiable in the parameters and the probes. */
  objective(batch: Batch, options: ObjectiveOptions): Objective;
  /** Frees the parameters. */
  dispose(): void;
}
