/**
 * The contract of multi-sample objectives: K log-weights of every example in, a loss and its gradient out.
 *
 * With w_k = p(x, v_k) / q(v_k | x) for K draws, the evidence bound is the mean of log w_k, the
 * importance-weighted bound log (1/K) Σ w_k (Burda, Grosse, Salakhutdinov 2016, eq. 8). An objective says what
 * of the posterior's density is held constant and how the weights enter the gradient; a model multiplies
 * neither out. Moments of the posterior are tiled to one row per draw, for weights of their own.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";

/** Which bound is trained. */
export type BoundKind = "elbo" | "iwae";
/** How its gradient is estimated: as differentiation gives it, sticking the landing, doubly reparameterised. */
export type BoundGradient = "plain" | "stl" | "dreg";

/** A choice of objective, as options and records have it. */
export interface BoundSettings {
  /** The bound. @default "elbo" */
  readonly bound?: BoundKind;
  /** Draws K in one bound. @default 1 */
  readonly samples?: number;
  /** The gradient's estimator. @default "plain" */
  readonly gradient?: BoundGradient;
}

/** What decides whether a gradient's mean is that of the bound. */
export interface BoundCircumstances {
  /** Draws K in one bound. */
  readonly samples: number;
  /**
   * Whether noise is conditioned on pre-activations that do not determine it: R2-G2 at a map of a rank below
   * the number of latents.
   */
  readonly conditioned: boolean;
}

/** A bound with an estimator of its gradient. One file each, and one line in the registry. */
export interface BoundObjective {
  /** The bound. */
  readonly bound: BoundKind;
  /** The gradient's estimator. */
  readonly gradient: BoundGradient;
  /** Label in charts and tables. */
  readonly label: string;
  /** Whether the divergence of the last latent is taken in closed form instead of by log-densities. */
  readonly closedForm: boolean;
  /** Whether the moments in log q are constants: only the path through the draw is differentiated. */
  readonly stopsPosterior: boolean;
  /** Largest number of stochastic layers. @default unlimited */
  readonly mostLayers?: number;
  /** Why the gradient's mean is not the bound's gradient; undefined where it is. */
  bias(circumstances: BoundCircumstances): string | undefined;
  /** Begins one forward pass. */
  start(): BoundPass;
}

/** One forward pass, whose gradient may need what is known only at its end. */
export interface BoundPass {
  /** Moments as the draws use them, one row per draw. shape: [S·K·B, n] -> the same, values unchanged */
  path(moments: tf.Tensor): tf.Tensor;
  /**
   * The negative bound, whose gradient is the estimator's.
   *
   * @param losses −log w of every draw. shape: [S·K·B], sample-major
   * @param shape S bounds of K draws for B examples.
   * @returns shape: [S·B], or [S·K·B] where the bound is the mean over all draws; in nats
   */
  losses(losses: tf.Tensor, shape: BoundShape): tf.Tensor;
}

/** Sizes of a pass. */
export interface BoundShape {
  /** Bounds averaged, S. */
  readonly bounds: number;
  /** Draws in each bound, K. */
  readonly samples: number;
  /** Examples, B. */
  readonly batch: number;
}
