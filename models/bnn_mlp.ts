/**
 * A Bayesian multi-layer perceptron: mean-field Gaussian weights, ReLU, softmax (R2-G2 paper §6.1).
 *
 * What the paper leaves unstated and this model chooses: prior N(0, 1) on every weight, He-normal start
 * means, start scale e⁻⁶, log-scale parametrisation (see `diagonalLogScale`), deterministic biases.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { foldIn, type Key, split } from "../estimators/mod.ts";
import type { Batch, GradientBlock, LayerDraw, Model, ObjectiveOptions, Pass } from "./types.ts";
import { estimatorFor } from "./types.ts";
import { type VariationalDense, variationalDense } from "./layers/variational_dense.ts";

/** Settings of {@linkcode bnnMlp}. */
export interface BnnMlpOptions {
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

/** A Bayesian MLP and its predictive distribution. */
export interface BnnMlp extends Model {
  /** Log of the mean of softmax outputs over weight samples. shape: [B, classes] */
  logPredictive(images: tf.Tensor2D, options: ObjectiveOptions): tf.Tensor2D;
}

/** @throws {RangeError} for fewer than two widths or training examples below one. */
export function bnnMlp(options: BnnMlpOptions): BnnMlp {
  const { widths = [784, 1024, 1024, 10], priorScale = 1, initialLogScale = -6, trainingExamples } = options;
  if (widths.length < 2) {
    throw new RangeError(`mlp: widths are [${widths}]; wanted at least input and output`);
  }
  if (!(trainingExamples >= 1)) {
    throw new RangeError(`mlp: trainingExamples is ${trainingExamples}; wanted at least 1`);
  }
  const keys = split(options.key, widths.length - 1);
  const layers = keys.map((key, i) =>
    variationalDense({ inputs: widths[i]!, outputs: widths[i + 1]!, key, initialLogScale })
  );
  const forward = (images: tf.Tensor2D, objective: ObjectiveOptions) =>
    forwardPass(layers, images, objective);
  return {
    name: "mlp",
    options: { widths: widths.join("-"), priorScale, initialLogScale },
    parameters: namedParameters(layers),
    blocks: layers.flatMap((_, i) => layerBlocks(i)),
    objective(batch, objective) {
      const passes = samplePasses(
        objective,
        (pass) => classify(forward(batch.images, pass), batch, widths.at(-1)!),
      );
      const kl = tf.addN(layers.map((layer) => layer.kl(priorScale)));
      return { passes, regulariser: tf.div(kl, trainingExamples) };
    },
    logPredictive(images, objective) {
      return tf.tidy(() => {
        const passes = samplePasses(
          objective,
          (pass) => tf.logSoftmax(forward(images, pass).logits as tf.Tensor2D),
        );
        return tf.sub(tf.logSumExp(tf.stack(passes), 0), Math.log(passes.length)) as tf.Tensor2D;
      });
    },
    dispose: () => tf.dispose(layers.map((layer) => layer.parameters)),
  };
}

/** One pass a sample, each with a key of its own. */
function samplePasses<T>(options: ObjectiveOptions, pass: (options: ObjectiveOptions) => T): T[] {
  const { samples = 1 } = options;
  return Array.from(
    { length: samples },
    (_, s) => pass(samples === 1 ? options : { ...options, key: foldIn(options.key, s) }),
  );
}

function forwardPass(layers: readonly VariationalDense[], images: tf.Tensor2D, options: ObjectiveOptions) {
  const keys = split(options.key, layers.length);
  const draws: LayerDraw[] = [];
  let hidden: tf.Tensor = images;
  layers.forEach((layer, i) => {
    const name = layerName(i);
    const inputs = options.probe?.(`${name}/inputs`, hidden) ?? hidden;
    const draw = layer.apply(inputs, estimatorFor(options.estimator, name), keys[i]!);
    draws.push({ layer: name, draw });
    hidden = i < layers.length - 1 ? tf.relu(draw.preactivations) : draw.preactivations;
  });
  return { logits: hidden, draws };
}

/** Cross-entropy of every example. */
function classify(forward: ReturnType<typeof forwardPass>, { labels }: Batch, classes: number): Pass {
  if (labels === undefined) throw new TypeError("mlp: the batch has no labels; a classifier needs them");
  const target = tf.oneHot(labels, classes);
  const losses = tf.neg(tf.sum(tf.mul(tf.logSoftmax(forward.logits as tf.Tensor2D), target), -1));
  return { losses, draws: forward.draws };
}

function layerName(index: number): string {
  return `dense${index + 1}`;
}

function namedParameters(layers: readonly VariationalDense[]): Map<string, tf.Variable> {
  return new Map(
    layers.flatMap(({ parameters }, i) =>
      Object.entries(parameters).map(([name, variable]) => [`${layerName(i)}/${name}`, variable] as const)
    ),
  );
}

/** Nothing is learned upstream of the first layer: its input is the image. */
function layerBlocks(index: number): GradientBlock[] {
  const layer = layerName(index);
  const own: GradientBlock[] = [
    { layer, block: "mean", source: { parameter: `${layer}/mean` } },
    { layer, block: "scale", source: { parameter: `${layer}/logScale` } },
  ];
  if (index === 0) return own;
  return [...own, { layer, block: "upstream", source: { probe: `${layer}/inputs` } }];
}
