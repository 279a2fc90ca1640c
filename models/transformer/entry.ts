/**
 * The Bayesian transformer as the zoo registers it: on 16 patches of an image.
 * @module
 */
import { getEstimator } from "../../estimators/mod.ts";
import { LOG_SIGMA } from "../model_spec.ts";
import { DatasetMismatch, type ModelEntry, type ModelOptions, type ModelSetting } from "../zoo_entry.ts";
import { TOKEN_NUMBERS, type TransformerOptions } from "./settings.ts";
import { bayesianTransformer, transformerLayers } from "./transformer.ts";

const TOKENS: ModelSetting = {
  meaning: "patches of an image",
  wanted: `${TOKEN_NUMBERS.join(", ")}: a square number of positions that estimators of shared weights take`,
  takes: (value) => TOKEN_NUMBERS.includes(value),
};

/** A transformer of the given sizes on the images of any data set whose sides its patches divide. */
export function transformerEntry(
  name: string,
  sizes: Pick<TransformerOptions, "width" | "heads" | "blocks"> = {},
  options: ModelOptions = {},
): ModelEntry {
  const { blocks = 2 } = sizes;
  const { tokens = 16, "log-sigma": initialLogScale } = options;
  return {
    name,
    settings: { "log-sigma": LOG_SIGMA, tokens: TOKENS },
    options,
    configured: (own) => transformerEntry(name, sizes, own),
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
      const images = { side: height, channels, classes, trainingExamples: train.count };
      const start = initialLogScale === undefined ? {} : { initialLogScale };
      return {
        kind: "classifier",
        model: bayesianTransformer({ key, ...images, ...sizes, tokens, ...start }),
        predictive: getEstimator("rt"),
      };
    },
  };
}
