/**
 * The Gaussian sites of a registered model, as one pass of its objective shows them: their sizes are written nowhere.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type GaussianSite, getEstimator, type Key } from "../../estimators/mod.ts";
import { DatasetMismatch, digits, digits32, type ImageDataset, type ModelEntry } from "../../models/mod.ts";
import { disposeBatch, trainingBatches } from "../measure/batches.ts";
import { observedEstimator } from "../measure/observed.ts";
import type { SiteSizes } from "./site_sizes.ts";

/** A layer and the sizes of its Gaussian. */
export interface ModelSite {
  readonly layer: string;
  readonly sizes: SiteSizes;
}

/** Examples of the pass: sizes do not depend on how many there are. */
const EXAMPLES = 2;

/** The sites of a model on the images of a data set, first layer first. @param options.batch B, of the sizes. */
export function modelSites(
  entry: ModelEntry,
  { batch, dataset, key }: {
    readonly batch: number;
    readonly dataset: ImageDataset;
    readonly key: Key;
  },
): ModelSite[] {
  const { kind, model } = entry.build(dataset, key);
  const binarised = kind === "generative";
  const images = trainingBatches(dataset, { batchSize: EXAMPLES, key, binarised }).at(0);
  const sites = new Map<string, SiteSizes>();
  const seen = (layer: string) =>
    observedEstimator(getEstimator("rt"), (_draw, site) => {
      if (!sites.has(layer)) sites.set(layer, sizesOf(site, batch));
    });
  try {
    tf.tidy(() => void model.objective(images, { estimator: seen, key }));
    return [...sites].map(([layer, sizes]) => ({ layer, sizes }));
  } finally {
    disposeBatch(images);
    model.dispose();
  }
}

/** Procedural images of a size that the model takes. */
export function datasetFor(entry: ModelEntry, key: Key): ImageDataset {
  const [grey, coloured] = [digits(), digits32()];
  try {
    entry.build(grey, key).model.dispose();
    return grey;
  } catch (error) {
    if (error instanceof DatasetMismatch) return coloured;
    throw error;
  }
}

function sizesOf({ map, family }: GaussianSite, batch: number): SiteSizes {
  const common = { family: family.kind, inputs: map.inputs, batch, spread: 1 };
  return map.kind === "dense"
    ? { ...common, outputs: map.outputs }
    : { ...common, outputs: family.mean.shape[1]!, positions: map.outputs };
}
