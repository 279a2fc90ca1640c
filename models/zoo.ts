/**
 * Models by name, as suites and records name them.
 * @module
 */
import { getEstimator, type Key } from "../estimators/mod.ts";
import { bnnCnn, CNN_PLACEMENT, cnnLayers } from "./bnn/cnn.ts";
import { bnnMlp } from "./bnn/mlp.ts";
import type { BayesianClassifier } from "./bnn/network.ts";
import { pixelMeans } from "./datasets/pixel_means.ts";
import type { ImageDataset } from "./datasets/types.ts";
import { bayesLastLayer, LAST_LAYER } from "./last_layer/bayes_last_layer.ts";
import { trainedFeatures } from "./layers/feature_body.ts";
import type { EstimatorChoice } from "./types.ts";
import { treatedSites } from "./vae/sites.ts";
import { type Vae, vae, type VaeOptions } from "./vae/vae.ts";

/** A model, or the kind of it that an evaluation needs. */
export type ZooModel = {
  readonly kind: "classifier";
  readonly model: BayesianClassifier;
  /** What draws weights at test time, whatever trained the model: the law of its outputs is the same. */
  readonly predictive: EstimatorChoice;
} | {
  readonly kind: "generative";
  readonly model: Vae;
};

/** A model that cannot be built for the images of a run's data set: its cells are skipped. */
export class DatasetMismatch extends RangeError {
  /** Name that messages begin with. */
  override readonly name = "DatasetMismatch";
}

/** How a model of the zoo is built and compared. */
export interface ZooEntry {
  /** Adam's step size. */
  readonly learningRate: number;
  /** Estimators that are worth comparing on the model. */
  readonly estimators: readonly string[];
  /** Layers that take an estimator, first layer first: what `--layers` can name. */
  readonly layers: readonly string[];
  /** Layers that keep an estimator of their own unless `--layers` says otherwise, as it says it. */
  readonly placement?: string;
  /** @throws {DatasetMismatch} if the model takes other images than the data set has. */
  build(dataset: ImageDataset, key: Key): ZooModel;
}

const WEIGHT_ESTIMATORS = ["rt", "rt-per-example", "lrt", "flipout", "r2g2"];
const CONVOLUTION_ESTIMATORS = ["rt", "rt-per-example", "flipout", "r2g2", "r2g2-cg"];
const LATENT_ESTIMATORS = ["rt", "score", "r2g2", "r2g2-cg"];

const ENTRIES: Readonly<Record<string, ZooEntry>> = {
  "mlp": classifier([1024, 1024]),
  "mlp-small": classifier([256, 256]),
  "cnn": convolutional(64),
  "cnn-small": convolutional(8),
  "vae1": generative({ layers: 1 }),
  "vae2": generative({ layers: 2 }),
  "vae3": generative({ layers: 3 }),
  // More latents than the map has outputs: the case in which conditioning the noise can pay.
  "vae1-narrow": generative({ layers: 1, latents: 200, firstMap: 50 }),
  // The same at every latent, each drawn by the estimator on trial with the map that follows it.
  "vae2-narrow": generative({ layers: 2, latents: 200, hidden: 50, treated: "all" }),
  "vae1-iwae": generative({ layers: 1, objective: { bound: "iwae", samples: 5 } }),
  "vae1-dreg": generative({ layers: 1, objective: { bound: "iwae", samples: 5, gradient: "dreg" } }),
  "bayes-last-layer": lastLayer("full"),
  "bayes-last-layer-low-rank": lastLayer("low-rank"),
};

/** Names of all models. */
export const modelNames: readonly string[] = Object.keys(ENTRIES);

/** @throws {RangeError} that lists the models if there is none of the name. */
export function zooEntry(name: string): ZooEntry {
  const entry = Object.hasOwn(ENTRIES, name) ? ENTRIES[name] : undefined;
  if (entry !== undefined) return entry;
  throw new RangeError(`unknown model ${JSON.stringify(name)} (models: ${modelNames.join(", ")})`);
}

function classifier(hidden: readonly number[]): ZooEntry {
  return {
    learningRate: 1e-4,
    estimators: WEIGHT_ESTIMATORS,
    layers: [...hidden, "classes"].map((_, i) => `dense${i + 1}`),
    build(dataset, key) {
      const inputs = dataset.height * dataset.width * dataset.channels;
      const widths = [inputs, ...hidden, dataset.classes];
      return {
        kind: "classifier",
        model: bnnMlp({ key, trainingExamples: dataset.train.count, widths }),
        predictive: getEstimator("lrt"),
      };
    },
  };
}

/** VGG-11; the estimator on trial goes where the paper has it, into the last four convolutions. */
function convolutional(width: number): ZooEntry {
  return {
    learningRate: 1e-4,
    estimators: CONVOLUTION_ESTIMATORS,
    layers: cnnLayers(),
    placement: CNN_PLACEMENT,
    build({ name, height, width: columns, channels, classes, train }, key) {
      if (height !== 32 || columns !== 32 || channels !== 3) {
        throw new DatasetMismatch(
          `the convolutional network takes 32 × 32 images of 3 colours; ${name} has ${height} × ${columns} of ` +
            `${channels}: use --data digits32 or cifar10`,
        );
      }
      return {
        kind: "classifier",
        model: bnnCnn({ key, trainingExamples: train.count, width, classes }),
        predictive: (layer) => getEstimator(layer.startsWith("conv") ? "rt" : "lrt"),
      };
    },
  };
}

/** Dense features that are trained, and correlated weights of the last layer. */
function lastLayer(family: "full" | "low-rank"): ZooEntry {
  return {
    learningRate: 1e-3,
    estimators: ["rt", "score", "r2g2", "r2g2-cg"],
    layers: [LAST_LAYER],
    build({ height, width, channels, classes, train }, key) {
      const widths = [height * width * channels, 64, 16];
      const body = (own: Key) => trainedFeatures({ widths, key: own });
      const trainingExamples = train.count;
      return {
        kind: "classifier",
        model: bayesLastLayer({ key, body, classes, trainingExamples, family, rank: 4 }),
        predictive: getEstimator("rt"),
      };
    },
  };
}

function generative(
  options: Omit<VaeOptions, "key" | "pixels" | "pixelMeans"> & { layers: number },
): ZooEntry {
  return {
    learningRate: 3e-4,
    // A score function does not differentiate through the draw, which a weighted bound asks for.
    estimators: options.objective === undefined ? LATENT_ESTIMATORS : ["rt", "r2g2", "r2g2-cg"],
    layers: treatedSites(options.treated ?? "bottom", options.layers),
    build(dataset, key) {
      const pixels = dataset.height * dataset.width * dataset.channels;
      return { kind: "generative", model: vae({ key, pixels, pixelMeans: pixelMeans(dataset), ...options }) };
    },
  };
}
