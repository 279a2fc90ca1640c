/**
 * A Bayesian dense layer: mean-field Gaussian weights, a deterministic bias.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  addBias,
  diagonalLogScale,
  diagonalVariance,
  type Draw,
  type Estimator,
  inputMap,
  type Key,
  normal,
  totalKlToStandardNormal,
} from "../../estimators/mod.ts";
import { variable } from "./dense.ts";

/** A variational layer that owns its variables. */
export interface VariationalDense {
  /** `mean` [inputs, outputs], `logScale` [inputs, outputs], `bias` [outputs]. */
  readonly parameters: Readonly<Record<"mean" | "logScale" | "bias", tf.Variable>>;
  /**
   * Pre-activations by the estimator that it is given. shape: [B, inputs] -> [B, outputs], or with positions
   * [B, P, inputs] -> [B, P, outputs]
   *
   * @param variance of the weights, where it is known: what is differentiated then. shape: [inputs, outputs]
   */
  apply(inputs: tf.Tensor, estimator: Estimator, key: Key, variance?: tf.Tensor): Draw;
  /** KL(q(w) ‖ N(0, priorScale²)) of all weights, in nats. shape: [] */
  kl(priorScale: number): tf.Tensor;
}

/** Sizes and start values of {@linkcode variationalDense}. */
export interface VariationalDenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly key: Key;
  /** Natural logarithm of every start scale. */
  readonly initialLogScale: number;
}

/** Weights N(mean, exp(logScale)²) with means drawn as He et al. 2015 draw weights, and a zero bias. */
export function variationalDense(
  { inputs, outputs, key, initialLogScale }: VariationalDenseOptions,
): VariationalDense {
  const mean = variable(() => tf.mul(normal(key, [inputs, outputs]), Math.sqrt(2 / inputs)));
  const logScale = variable(() => tf.fill([inputs, outputs], initialLogScale));
  const bias = variable(() => tf.zeros([outputs]));
  return {
    parameters: { mean, logScale, bias },
    apply(x, estimator, drawKey, variance) {
      const family = variance === undefined
        ? diagonalLogScale(mean, logScale)
        : diagonalVariance(mean, variance);
      const site = { map: inputMap(x), family };
      const draw = estimator.draw(site, drawKey);
      return { ...draw, preactivations: addBias(draw.preactivations, bias) };
    },
    kl: (priorScale) => totalKlToStandardNormal(mean, logScale, priorScale),
  };
}
