/**
 * A Bayesian neural network: layers with Gaussian weights one after another, cross-entropy at the end.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Draw, type Estimator, type Key, split } from "../../estimators/mod.ts";
import {
  type BayesianClassifier,
  crossEntropy,
  logMeanSoftmax,
  samplePasses,
  targetOf,
} from "../classifier.ts";
import { estimatorFor } from "../layer_estimator.ts";
import type { GradientBlock, LayerDraw, Model, ObjectiveOptions, Pass } from "../types.ts";

/** A layer with Gaussian weights: dense or convolutional. */
export interface VariationalLayer {
  /** `mean` and `logScale` of the weights, and a bias. */
  readonly parameters: Readonly<Record<"mean" | "logScale" | "bias", tf.Variable>>;
  /** Pre-activations by the estimator that it is given, with variances of the weights in place of its own. */
  apply(inputs: tf.Tensor, estimator: Estimator, key: Key, variance?: tf.Tensor): Draw;
  /** KL(q(w) ‖ N(0, priorScale²)) of all weights, in nats. shape: [] */
  kl(priorScale: number): tf.Tensor;
}

/** A layer in its place. */
export interface Stage {
  /** Name in parameters, gradient blocks and choices of estimators. */
  readonly name: string;
  readonly layer: VariationalLayer;
  /** From pre-activations to the next layer's input, or to logits. */
  activate(preactivations: tf.Tensor): tf.Tensor;
}

/** A network as data. */
export interface Network extends Pick<Model, "name" | "options"> {
  /** First layer first. */
  readonly stages: readonly Stage[];
  readonly classes: number;
  /** Number of training examples, over which the Kullback–Leibler term is spread. */
  readonly trainingExamples: number;
  /** Standard deviation of the prior. */
  readonly priorScale: number;
  /** From images as batches hold them to the first layer's input. @default as they are */
  prepare?(images: tf.Tensor2D): tf.Tensor;
}

/**
 * The classifier of a network.
 *
 * @throws {RangeError} for training examples below one.
 */
export function bayesianClassifier(network: Network): BayesianClassifier {
  const { name, options, stages, classes, trainingExamples, priorScale } = network;
  if (!(trainingExamples >= 1)) {
    throw new RangeError(`${name}: trainingExamples is ${trainingExamples}; wanted at least 1`);
  }
  return {
    name,
    options,
    parameters: namedParameters(stages),
    blocks: stages.flatMap((stage, i) => blocksOf(stage, i === 0)),
    posterior: { layers: stages.map(({ layer }) => layer.parameters), priorScale, trainingExamples },
    objective(batch, objective) {
      const target = targetOf(name, { batch, classes });
      const passes = samplePasses(objective, (pass): Pass => {
        const { logits, draws } = forward(network, batch.images, pass);
        return { losses: crossEntropy(logits, target), draws };
      });
      if (objective.variances !== undefined) return { passes };
      const kl = tf.addN(stages.map(({ layer }) => layer.kl(priorScale)));
      return { passes, regulariser: tf.div(kl, trainingExamples) };
    },
    logPredictive: (images, objective) =>
      logMeanSoftmax(images, objective, (pass) => forward(network, images, pass).logits),
    dispose: () => tf.dispose(stages.map(({ layer }) => layer.parameters)),
  };
}

function forward({ stages, prepare }: Network, images: tf.Tensor2D, options: ObjectiveOptions) {
  const keys = split(options.key, stages.length);
  const draws: LayerDraw[] = [];
  let hidden = prepare?.(images) ?? images;
  stages.forEach((stage, i) => {
    const { name } = stage;
    const inputs = options.probe?.(`${name}/inputs`, hidden) ?? hidden;
    const applied = applyStage(stage, {
      inputs,
      estimator: estimatorFor(options.estimator, name),
      key: keys[i]!,
      variance: options.variances?.[i],
    });
    draws.push({ layer: name, draw: applied.draw });
    hidden = applied.hidden;
  });
  return { logits: hidden as tf.Tensor2D, draws };
}

/** Frees a layer's intermediate tensors: the image patches of many test examples are large. */
function applyStage(
  { layer, activate }: Stage,
  { inputs, estimator, key, variance }: {
    readonly inputs: tf.Tensor;
    readonly estimator: Estimator;
    readonly key: Key;
    readonly variance: tf.Tensor | undefined;
  },
): { draw: Draw; hidden: tf.Tensor } {
  const apply = () => {
    const draw = layer.apply(inputs, estimator, key, variance);
    return { draw, hidden: activate(draw.preactivations) };
  };
  // Tensors, strings and numbers, which is what tf.tidy walks; the type of a draw says less.
  return tf.tidy(apply as unknown as () => tf.TensorContainer) as unknown as ReturnType<typeof apply>;
}

function namedParameters(stages: readonly Stage[]): Map<string, tf.Variable> {
  return new Map(
    stages.flatMap(({ name: layer, layer: { parameters } }) =>
      Object.entries(parameters).map(([name, variable]) => [`${layer}/${name}`, variable] as const)
    ),
  );
}

/** Nothing is learned upstream of the first layer: its input is the image. */
function blocksOf({ name: layer }: Stage, first: boolean): GradientBlock[] {
  const own: GradientBlock[] = [
    { layer, block: "mean", source: { parameter: `${layer}/mean` } },
    { layer, block: "scale", source: { parameter: `${layer}/logScale` } },
  ];
  return first ? own : [...own, { layer, block: "upstream", source: { probe: `${layer}/inputs` } }];
}
