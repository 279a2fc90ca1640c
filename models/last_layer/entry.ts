/**
 * The Bayesian last layer as the zoo registers it: on dense features that are trained with it.
 * @module
 */
import { getEstimator, type Key } from "../../estimators/mod.ts";
import { trainedFeatures } from "../layers/feature_body.ts";
import type { ModelEntry } from "../zoo_entry.ts";
import { bayesLastLayer, type BayesLastLayerOptions, HIDDEN_LAYER, LAST_LAYER } from "./bayes_last_layer.ts";

/** Widths of the dense layers that make the features. */
const BODY = [64, 16];

/** A posterior of the given family over the weights of the last layer, or of a hidden one. */
export function lastLayerEntry(
  name: string,
  posterior: Pick<BayesLastLayerOptions, "family" | "rank" | "hidden">,
): ModelEntry {
  return {
    name,
    kind: "classifier",
    learningRate: 1e-3,
    estimators: ["rt", "score", "r2g2", "r2g2-cg"],
    layers: [posterior.hidden === undefined ? LAST_LAYER : HIDDEN_LAYER],
    build({ height, width, channels, classes, train }, key) {
      const widths = [height * width * channels, ...BODY];
      const body = (own: Key) => trainedFeatures({ widths, key: own });
      return {
        kind: "classifier",
        model: bayesLastLayer({ key, body, classes, trainingExamples: train.count, ...posterior }),
        predictive: getEstimator("rt"),
      };
    },
  };
}
