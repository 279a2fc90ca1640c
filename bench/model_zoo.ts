/**
 * Models by name, as suites and records name them.
 * @module
 */
import { type BnnMlp, bnnMlp, type ImageDataset, type Vae, vae, VAE_SITE } from "../models/mod.ts";
import type { Key } from "../estimators/mod.ts";
import { pixelMeans } from "./measure/batches.ts";

/** A model, or the kind of it that an evaluation needs. */
export type ZooModel = { readonly kind: "classifier"; readonly model: BnnMlp } | {
  readonly kind: "generative";
  readonly model: Vae;
};

interface Entry {
  readonly learningRate: number;
  /** Estimators that are worth comparing on the model. */
  readonly estimators: readonly string[];
  /** Layers that take an estimator, first layer first: what `--layers` can name. */
  readonly layers: readonly string[];
  build(dataset: ImageDataset, key: Key): ZooModel;
}

const WEIGHT_ESTIMATORS = ["rt", "rt-per-example", "lrt", "flipout", "r2g2"];
const LATENT_ESTIMATORS = ["rt", "score", "r2g2", "r2g2-cg"];

const ENTRIES: Readonly<Record<string, Entry>> = {
  "mlp": classifier([1024, 1024]),
  "mlp-small": classifier([256, 256]),
  "vae1": generative({ layers: 1 }),
  "vae2": generative({ layers: 2 }),
  "vae3": generative({ layers: 3 }),
  // More latents than the map has outputs: the case in which conditioning the noise can pay.
  "vae1-narrow": generative({ layers: 1, latents: 200, firstMap: 50 }),
};

/** Names of all models. */
export const modelNames: readonly string[] = Object.keys(ENTRIES);

/** @throws {RangeError} that lists the models if there is none of the name. */
export function zooEntry(name: string): Entry {
  const entry = ENTRIES[name];
  if (entry !== undefined) return entry;
  throw new RangeError(`unknown model ${JSON.stringify(name)} (models: ${modelNames.join(", ")})`);
}

function classifier(hidden: readonly number[]): Entry {
  return {
    learningRate: 1e-4,
    estimators: WEIGHT_ESTIMATORS,
    layers: [...hidden, "classes"].map((_, i) => `dense${i + 1}`),
    build(dataset, key) {
      const inputs = dataset.height * dataset.width * dataset.channels;
      const widths = [inputs, ...hidden, dataset.classes];
      return { kind: "classifier", model: bnnMlp({ key, trainingExamples: dataset.train.count, widths }) };
    },
  };
}

function generative(options: { layers: number; latents?: number; firstMap?: number }): Entry {
  return {
    learningRate: 3e-4,
    estimators: LATENT_ESTIMATORS,
    layers: [VAE_SITE],
    build(dataset, key) {
      const pixels = dataset.height * dataset.width * dataset.channels;
      return { kind: "generative", model: vae({ key, pixels, pixelMeans: pixelMeans(dataset), ...options }) };
    },
  };
}
