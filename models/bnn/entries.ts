/**
 * Bayesian neural networks as the zoo registers them: sizes from the data set, the paper's placement.
 * @module
 */
import { getEstimator } from "../../estimators/mod.ts";
import { LOG_SIGMA } from "../model_spec.ts";
import { DatasetMismatch, type ModelEntry, type ModelOptions } from "../zoo_entry.ts";
import { bnnCnn, CNN_PLACEMENT, cnnLayers } from "./cnn.ts";
import { bnnMlp } from "./mlp.ts";

/** A multi-layer perceptron on flattened images. @param options.hidden widths of the hidden layers. */
export function mlpEntry(
  name: string,
  { hidden, options = {} }: { readonly hidden: readonly number[]; readonly options?: ModelOptions },
): ModelEntry {
  return {
    name,
    ...logSigma(options, (own) => mlpEntry(name, { hidden, options: own })),
    kind: "classifier",
    learningRate: 1e-4,
    estimators: ["rt", "rt-per-example", "lrt", "flipout", "r2g2"],
    layers: [...hidden, "classes"].map((_, i) => `dense${i + 1}`),
    build({ height, width, channels, classes, train }, key) {
      const widths = [height * width * channels, ...hidden, classes];
      return {
        kind: "classifier",
        model: bnnMlp({ key, trainingExamples: train.count, widths, ...startOf(options) }),
        predictive: getEstimator("lrt"),
      };
    },
  };
}

/**
 * VGG-11; the estimator on trial goes where the paper has it, into the last four convolutions.
 *
 * @param options.width channels of the first convolution.
 */
export function cnnEntry(
  name: string,
  { width, options = {} }: { readonly width: number; readonly options?: ModelOptions },
): ModelEntry {
  return {
    name,
    ...logSigma(options, (own) => cnnEntry(name, { width, options: own })),
    kind: "classifier",
    learningRate: 1e-4,
    estimators: ["rt", "rt-per-example", "flipout", "r2g2", "r2g2-cg"],
    layers: cnnLayers(),
    placement: CNN_PLACEMENT,
    build({ name: dataset, height, width: columns, channels, classes, train }, key) {
      if (height !== 32 || columns !== 32 || channels !== 3) {
        throw new DatasetMismatch(
          `the convolutional network takes 32 × 32 images of 3 colours; ${dataset} has ${height} × ${columns} of ` +
            `${channels}: use --data digits32 or cifar10`,
        );
      }
      return {
        kind: "classifier",
        model: bnnCnn({ key, trainingExamples: train.count, width, classes, ...startOf(options) }),
        predictive: (layer) => getEstimator(layer.startsWith("conv") ? "rt" : "lrt"),
      };
    },
  };
}

/** What an entry says of the scales at the start, its one setting. */
function logSigma(
  options: ModelOptions,
  configured: (options: ModelOptions) => ModelEntry,
): Pick<ModelEntry, "settings" | "options" | "configured"> {
  return { settings: { "log-sigma": LOG_SIGMA }, options, configured };
}

function startOf({ "log-sigma": initialLogScale }: ModelOptions): { readonly initialLogScale?: number } {
  return initialLogScale === undefined ? {} : { initialLogScale };
}
