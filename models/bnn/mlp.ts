/**
 * A Bayesian multi-layer perceptron: mean-field Gaussian weights, ReLU, softmax (R2-G2 paper §6.1).
 *
 * What the paper leaves unstated and this model chooses: prior N(0, 1) on every weight, He-normal start
 * means, start scale e⁻⁶, log-scale parametrisation (see `diagonalLogScale`), deterministic biases.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Key, split } from "../../estimators/mod.ts";
import type { BayesianClassifier } from "../classifier.ts";
import { bayesianClassifier, type Stage } from "./network.ts";
import { variationalDense } from "../layers/variational_dense.ts";

/** Settings of {@linkcode bnnMlp}. */
export interface BnnMlpOptions {
  /** Key of the start values. */
  readonly key: Key;
  /** Number of training examples, over which the Kullback–Leibler term is spread. */
  readonly trainingExamples: number;
  /** Input pixels, hidden widths, classes. @default [784, 1024, 1024, 10] */
  readonly widths?: readonly number[];
  /** Standard deviation of the prior. @default 1 */
  readonly priorScale?: number;
  /** Natural logarithm of the start scales. @default -6 */
  readonly initialLogScale?: number;
}

/**
 * A Bayesian multi-layer perceptron.
 *
 * @throws {RangeError} for fewer than two widths or training examples below one.
 */
export function bnnMlp(options: BnnMlpOptions): BayesianClassifier {
  const { widths = [784, 1024, 1024, 10], priorScale = 1, initialLogScale = -6, trainingExamples } = options;
  if (widths.length < 2) {
    throw new RangeError(`mlp: widths are [${widths}]; wanted at least input and output`);
  }
  const stages = split(options.key, widths.length - 1).map((key, i): Stage => ({
    name: `dense${i + 1}`,
    layer: variationalDense({ inputs: widths[i]!, outputs: widths[i + 1]!, key, initialLogScale }),
    activate: i < widths.length - 2 ? tf.relu : (logits) => logits,
  }));
  return bayesianClassifier({
    name: "mlp",
    options: { widths: widths.join("-"), priorScale, initialLogScale },
    stages,
    classes: widths.at(-1)!,
    trainingExamples,
    priorScale,
  });
}
