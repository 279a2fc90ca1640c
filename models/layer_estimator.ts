/**
 * The estimator of one layer, and what it says where it cannot draw.
 * @module
 */
import { type Estimator, type NoiseMaker, UnsupportedError } from "../estimators/mod.ts";
import type { EstimatorChoice } from "./types.ts";

/**
 * The estimator of one layer.
 *
 * For choices by pattern, such as `conv*=rt`, see `parseLayerRules`.
 *
 * @returns the estimator that was chosen, whose `draw` throws an {@linkcode UnsupportedError} that names the
 * layer at a site that it does not support.
 */
export function estimatorFor(choice: EstimatorChoice, layer: string): Estimator {
  const estimator = chosenFor(choice, layer);
  const { name, label, unbiased, options } = estimator;
  return {
    name,
    label,
    unbiased,
    options,
    supports: (site) => estimator.supports(site),
    noiseShape: (site, batch) => estimator.noiseShape(site, batch),
    cost: (site) => estimator.cost(site),
    draw(site, noise) {
      const supported = estimator.supports(site);
      if (supported === true) return estimator.draw(site, noise);
      throw new UnsupportedError(`${layer}: ${name} does not support this layer: ${supported}`);
    },
  };
}

/** How standard normals of a latent are drawn that no estimator draws; undefined where independently. */
export function noiseOf(choice: EstimatorChoice, layer: string): NoiseMaker | undefined {
  return chosenFor(choice, layer).noise;
}

function chosenFor(choice: EstimatorChoice, layer: string): Estimator {
  return typeof choice === "function" ? choice(layer) : choice;
}
