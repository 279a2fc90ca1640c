/**
 * The Bayesian transformer as the zoo registers it: on 16 patches of an image.
 * @module
 */
import { getEstimator } from "../../estimators/mod.ts";
import { DatasetMismatch, type ModelEntry } from "../zoo_entry.ts";
import type { TransformerOptions } from "./settings.ts";
import { bayesianTransformer, transformerLayers } from "./transformer.ts";

/** A transformer of the given sizes on the images of any data set whose sides its patches divide. */
export function transformerEntry(
  name: string,
  options: Pick<TransformerOptions, "tokens" | "width" | "heads" | "blocks" | "initialLogScale"> = {},
): ModelEntry {
  const { tokens = 16, blocks = 2 } = options;
  return {
    name,
    kind: "classifier",
    learningRate: 1e-3,
    estimators: ["rt", "rt-per-example", "flipout", "r2g2", "r2g2-cg"],
    layers: transformerLayers(blocks),
    build({ name: dataset, height, width, channels, classes, train }, key) {
      if (height !== width || height % Math.sqrt(tokens) !== 0) {
        throw new DatasetMismatch(
          `the transformer takes square images that ${Math.sqrt(tokens)} × ${
            Math.sqrt(tokens)
          } patches cover; ` +
            `${dataset} has ${height} × ${width}: use another number of tokens`,
        );
      }
      const sizes = { side: height, channels, classes, trainingExamples: train.count };
      return {
        kind: "classifier",
        model: bayesianTransformer({ key, ...sizes, ...options }),
        predictive: getEstimator("rt"),
      };
    },
  };
}
