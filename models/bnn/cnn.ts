/**
 * Bayesian VGG-11 without batch normalisation for images of 32 × 32 pixels (R2-G2 paper §6.1; Simonyan,
 * Zisserman 2015, configuration A): eight 3 × 3 convolutions, five 2 × 2 max-pools, three dense layers.
 *
 * What the paper leaves unstated and this model chooses: two hidden dense layers as wide as the last
 * convolution; prior, start values and parametrisation as in `bnn_mlp.ts`.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Key, split } from "../../estimators/mod.ts";
import type { BayesianClassifier } from "../classifier.ts";
import { bayesianClassifier, type Stage } from "./network.ts";
import { variationalConv2d } from "../layers/variational_conv2d.ts";
import { variationalDense } from "../layers/variational_dense.ts";

/** Settings of {@linkcode bnnCnn}. */
export interface BnnCnnOptions {
  /** Key of the start values. */
  readonly key: Key;
  /** Number of training examples, over which the Kullback–Leibler term is spread. */
  readonly trainingExamples: number;
  /** Channels of the first convolution; the others have 2, 4, 4, 8, 8, 8 and 8 times as many. @default 64 */
  readonly width?: number;
  /** Widths of the hidden dense layers. @default [8 · width, 8 · width] */
  readonly hidden?: readonly number[];
  /** Number of classes. @default 10 */
  readonly classes?: number;
  /** Standard deviation of the prior. @default 1 */
  readonly priorScale?: number;
  /** Natural logarithm of the start scales. @default -6 */
  readonly initialLogScale?: number;
}

/** Rows and columns of the images. */
const SIDE = 32;
/** Colours of the images. */
const COLOURS = 3;

/** Multiples of the first width, and whether a pool follows. */
const CONVOLUTIONS: readonly (readonly [multiple: number, pooled: boolean])[] = [
  [1, true],
  [2, true],
  [4, false],
  [4, true],
  [8, false],
  [8, true],
  [8, false],
  [8, true],
];

/** Names of the layers with `hidden` hidden dense layers, first layer first. */
export function cnnLayers(hidden = 2): string[] {
  return [
    ...CONVOLUTIONS.map((_, i) => `conv${i + 1}`),
    ...Array.from({ length: hidden + 1 }, (_, i) => `dense${i + 1}`),
  ];
}

/**
 * What the paper's layers use where R2-G2 is not on trial, as `parseLayerRules` reads it: RT in the first four
 * convolutions, whose many positions leave nothing to condition, and LRT in dense layers. The last four
 * convolutions are left to the estimator that is compared.
 */
export const CNN_PLACEMENT = "conv1=rt,conv2=rt,conv3=rt,conv4=rt,dense*=lrt";

/**
 * A Bayesian VGG-11.
 *
 * @throws {RangeError} for a width below 1 or training examples below one; an objective throws one for images
 * of another size.
 * @example A narrow one, R2-G2 on its last four convolutions
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { getEstimator, key, useBackend } from "../../estimators/mod.ts";
 * import { bnnCnn } from "./cnn.ts";
 *
 * await useBackend("cpu");
 * const cnn = bnnCnn({ key: key(0), trainingExamples: 100, width: 1 });
 * const log = cnn.logPredictive(tf.zeros([2, 3072]), { estimator: getEstimator("rt"), key: key(1) });
 * console.assert(log.shape[1] === 10 && cnn.parameters.has("conv8/mean"));
 * ```
 */
export function bnnCnn(options: BnnCnnOptions): BayesianClassifier {
  const { width = 64, classes = 10, priorScale = 1, initialLogScale = -6, trainingExamples } = options;
  if (!(Number.isInteger(width) && width >= 1)) {
    throw new RangeError(`cnn: width is ${width}; wanted a whole number of at least 1`);
  }
  const { hidden = [8 * width, 8 * width] } = options;
  const [convolutionKeys, denseKeys] = split(options.key, 2) as [Key, Key];
  const stages = [
    ...convolutions(convolutionKeys, { width, initialLogScale }),
    ...denseLayers(denseKeys, { widths: [8 * width, ...hidden, classes], initialLogScale }),
  ];
  return bayesianClassifier({
    name: "cnn",
    options: { width, hidden: hidden.join("-"), classes, priorScale, initialLogScale },
    stages,
    classes,
    trainingExamples,
    priorScale,
    prepare: asPixels,
  });
}

function convolutions(
  key: Key,
  { width, initialLogScale }: { readonly width: number; readonly initialLogScale: number },
): Stage[] {
  const last = CONVOLUTIONS.length - 1;
  let inputs = COLOURS;
  return split(key, CONVOLUTIONS.length).map((layerKey, i) => {
    const [multiple, pooled] = CONVOLUTIONS[i]!;
    const outputs = multiple * width;
    const layer = variationalConv2d({ inputs, outputs, key: layerKey, initialLogScale });
    inputs = outputs;
    return {
      name: `conv${i + 1}`,
      layer,
      activate(preactivations) {
        // The largest of four values commutes with ReLU, which then has a quarter of the work.
        const pixels = tf.relu(pooled ? pool(preactivations) : preactivations);
        return i === last ? tf.reshape(pixels, [-1, outputs]) : pixels;
      },
    };
  });
}

function denseLayers(
  key: Key,
  { widths, initialLogScale }: { readonly widths: readonly number[]; readonly initialLogScale: number },
): Stage[] {
  const last = widths.length - 2;
  return split(key, widths.length - 1).map((layerKey, i) => ({
    name: `dense${i + 1}`,
    layer: variationalDense({ inputs: widths[i]!, outputs: widths[i + 1]!, key: layerKey, initialLogScale }),
    activate: i < last ? tf.relu : (logits) => logits,
  }));
}

function pool(preactivations: tf.Tensor): tf.Tensor {
  return tf.maxPool(preactivations as tf.Tensor4D, 2, 2, "valid");
}

/** shape: [B, 3072] -> [B, 32, 32, 3] */
function asPixels(images: tf.Tensor2D): tf.Tensor {
  const [batch, size] = images.shape;
  if (size === SIDE ** 2 * COLOURS) return tf.reshape(images, [batch, SIDE, SIDE, COLOURS]);
  throw new RangeError(
    `cnn: images have ${size} values; wanted ${SIDE} × ${SIDE} pixels of ${COLOURS} colours, ` +
      `${SIDE ** 2 * COLOURS} values`,
  );
}
